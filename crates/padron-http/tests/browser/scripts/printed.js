// Controls that would be printed.
const controls = [...document.querySelectorAll("form, nav, button, .action, .skip")];
return controls.filter((control) => control.checkVisibility()).map((control) => `printed: ${control.textContent.trim()}`);
