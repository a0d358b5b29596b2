// How many things on the page can be acted on.
return document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary").length;
