// Controls too small for a finger (WCAG 2.2, section 2.5.8: 24 by 24; links in a sentence are as large as their line).
const found = [];
for (const control of document.querySelectorAll("a[href], button, input:not([type=hidden])")) {
  if (getComputedStyle(control).display === "inline" || control.closest(".skip")) continue;
  const { width, height } = control.getBoundingClientRect();
  if (width < 24 || height < 24) found.push(`${width} by ${height}: ${control.textContent.trim()}`);
}
return found;
