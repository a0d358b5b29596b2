// What reaches beyond the sides of the window, element by element.
const width = document.documentElement.clientWidth;
const found = [];
if (document.documentElement.scrollWidth > width) {
  found.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${width}`);
}
for (const element of document.body.querySelectorAll("*")) {
  // The watermark is meant to run off the paper, and the way past the navigation to wait outside, all of it.
  if (element.closest(".watermark")) continue;
  if (element.matches(".skip") && element.getBoundingClientRect().right <= 0) continue;
  const name = `<${element.localName} class="${element.getAttribute("class") ?? ""}"> ${element.textContent.trim().slice(0, 40)}`;
  for (const box of element.getClientRects()) {
    if (box.width > 0 && (box.left < -0.5 || box.right > width + 0.5)) {
      found.push(`${name}: from ${box.left} to ${box.right} in ${width}`);
    }
  }
  if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1) {
    found.push(`${name}: ${element.scrollWidth} wide in a box of ${element.clientWidth}`);
  }
}
return found;
