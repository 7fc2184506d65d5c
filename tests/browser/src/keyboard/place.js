// Where the focus is.
const focused = document.activeElement;
if (!focused || focused === document.body) {
    return "start";
}
if (focused.id === "mdbook-sidebar-toggle") {
    return document.documentElement.classList.contains("sidebar-visible") ? "button" : "button, closed";
}
if (focused.closest("#mdbook-sidebar")) {
    return "contents";
}
if (focused.closest(".nav-chapters, .mobile-nav-chapters")) {
    return focused.matches(".next") && focused.getBoundingClientRect().width > 0 ? "next" : "previous";
}
return focused.closest("main") ? "content" : "menu";
