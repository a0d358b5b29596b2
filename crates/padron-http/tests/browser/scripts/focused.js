// What has the focus: its place among the controls, and whether a reader can see that.
const controls = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
const element = document.activeElement;
const style = getComputedStyle(element);
const box = element.getBoundingClientRect();
return {
  place: controls.indexOf(element),
  id: element.id,
  outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  on_screen: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
};
