// Text that does not stand out from what is behind it (WCAG 2.2, section 1.4.3: 4.5 to 1).
const channels = (colour) => {
  const numbers = colour.match(/[\d.]+/g).map(Number);
  return { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
};
const luminance = (rgb) => {
  const linear = rgb.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
};
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const { rgb, alpha } = channels(getComputedStyle(at).backgroundColor);
    if (alpha === 1) return rgb;
  }
  return [255, 255, 255];
};
const found = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || element.closest("[aria-hidden]") || !element.checkVisibility()) continue;
  const { rgb, alpha } = channels(getComputedStyle(element).color);
  const [text, behind] = [luminance(rgb), luminance(ground(element))];
  const ratio = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
  if (alpha < 1 || ratio < 4.5) found.push(`${ratio.toFixed(2)} to 1: ${texts.currentNode.data.trim().slice(0, 40)}`);
}
return found;
