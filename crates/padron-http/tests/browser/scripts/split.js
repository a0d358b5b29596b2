// Short words that are broken in two for want of room.
const found = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  if (texts.currentNode.parentElement.closest("code, pre, style, script, .skip")) continue;
  for (const word of texts.currentNode.data.matchAll(/\p{L}{2,18}/gu)) {
    const range = document.createRange();
    range.setStart(texts.currentNode, word.index);
    range.setEnd(texts.currentNode, word.index + word[0].length);
    if (range.getClientRects().length > 1) found.push(`in two: ${word[0]}`);
  }
}
return found;
