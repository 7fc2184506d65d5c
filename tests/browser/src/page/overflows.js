// What makes the page wider than its window: the innermost elements that reach beyond
// its right edge, and aren't inside something that scrolls by itself.
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= width) {
    return [];
}

const scrolls = (element) =>
    element.scrollWidth > element.clientWidth &&
    ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX);

const isContained = (element) => {
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
        if (outer !== document.documentElement && scrolls(outer)) {
            return true;
        }
    }
    return false;
};

const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > width + 0.5 && !isContained(element),
);
const innermost = wide.filter((element) => !wide.some((other) => element !== other && element.contains(other)));
const described = innermost
    .slice(0, 3)
    .map((element) => `${element.tagName.toLowerCase()} ${JSON.stringify(element.textContent.trim().slice(0, 40))}`);
return [`scrolls sideways, for ${described.join(", ") || "a reason that isn't found"}`];
