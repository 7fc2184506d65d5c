// What mdBook leaves to those who have a mouse.
"use strict";

// Past the table of contents, to the text.
const main = document.querySelector("main");
if (main) {
    main.id ||= "content";
    main.tabIndex = -1;
    const skip = document.createElement("a");
    skip.className = "skip";
    skip.href = `#${main.id}`;
    skip.textContent = "Skip to the text";
    skip.addEventListener("click", (event) => {
        event.preventDefault();
        main.focus();
    });
    document.body.prepend(skip);
}

// The button of the table of contents is a label of a box that nobody sees.
const toggle = document.getElementById("mdbook-sidebar-toggle");
const box = document.getElementById("mdbook-sidebar-toggle-anchor");
if (toggle && box) {
    toggle.setAttribute("role", "button");
    toggle.tabIndex = 0;
    toggle.setAttribute("aria-expanded", String(box.checked)); // mdBook tells of changes
    toggle.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            toggle.click();
            if (box.checked) {
                document.querySelector("#mdbook-sidebar a.active")?.focus();
            }
        }
    });
}

// What scrolls by itself has to be reached before it can be scrolled.
const reachable = () => {
    for (const region of document.querySelectorAll("pre > code, .table-wrapper, main svg, figure")) {
        if (region.scrollWidth > region.clientWidth && getComputedStyle(region).overflowX !== "visible") {
            region.tabIndex = 0;
        } else {
            region.removeAttribute("tabindex");
        }
    }
};
addEventListener("load", reachable);
addEventListener("resize", reachable);
