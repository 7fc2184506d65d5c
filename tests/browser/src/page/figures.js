// Figures of which something can't be told from what is behind it. Text needs a contrast
// of 4.5, lines and areas one of 3 (WCAG 2.2, 1.4.3 and 1.4.11).
const parse = (color) => {
    const match = /^rgba?\(([^)]*)\)$/.exec(color);
    if (!match) {
        return null;
    }
    const [red, green, blue, alpha = 1] = match[1].split(",").map(Number);
    return { channels: [red, green, blue], alpha };
};

const luminance = ({ channels }) => {
    const [red, green, blue] = channels
        .map((channel) => channel / 255)
        .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
};

const behind = (element) => {
    for (let outer = element; outer; outer = outer.parentElement) {
        const color = parse(getComputedStyle(outer).backgroundColor);
        if (color && color.alpha === 1) {
            return color;
        }
    }
    return { channels: [255, 255, 255], alpha: 1 };
};

const isShown = (color) => color && color.alpha > 0;
const findings = [];

for (const figure of document.querySelectorAll("figure.bob, figure.plot")) {
    const svg = figure.querySelector("svg");
    const name = figure.id || figure.querySelector("figcaption")?.textContent.trim().slice(0, 40);
    const size = svg?.getBoundingClientRect();
    if (!size || size.width < 20 || size.height < 10) {
        findings.push(`figure ${name}: has no size`);
        continue;
    }
    const page = behind(figure);
    let seen = 0;
    let weakest = null;
    for (const shape of svg.querySelectorAll("line, path, circle, rect, polygon, polyline, text")) {
        if (shape.closest("defs, marker")) {
            continue;
        }
        const style = getComputedStyle(shape);
        const isText = shape.tagName === "text";
        // What has no inside isn't filled, and letters have no outline.
        const fill = shape.tagName === "line" ? null : parse(style.fill);
        const stroke = isText ? null : parse(style.stroke);
        // A grid, and an area in the colour of the page, are there to be overlooked.
        const colors = [fill, stroke].filter(isShown).filter((color) => color.alpha > 0.5);
        const contrasts = colors.map((color) => contrast(color, page));
        const best = Math.max(0, ...contrasts);
        if (best === 0 || best < 1.01) {
            continue;
        }
        seen += 1;
        const needed = isText ? 4.5 : 3;
        if (best < needed && !shape.closest(".grid") && (!weakest || best < weakest.best)) {
            weakest = { best, needed, shape };
        }
    }
    if (seen === 0) {
        findings.push(`figure ${name}: nothing in it can be seen`);
    }
    if (weakest) {
        const { best, needed, shape } = weakest;
        findings.push(
            `figure ${name}: ${shape.tagName} ${shape.getAttribute("class") ?? ""} ${shape.textContent.slice(0, 20)} ` +
                `has a contrast of ${best.toFixed(2)} where ${needed} are needed`,
        );
    }
}
return findings;
