// The size of every piece of text, in CSS pixels, in the order of the page.
const found = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  if (!texts.currentNode.data.trim()) continue;
  found.push([texts.currentNode.data.trim().slice(0, 40), parseFloat(getComputedStyle(texts.currentNode.parentElement).fontSize)]);
}
return found;
