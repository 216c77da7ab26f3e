// Small helpers on every page: text size, theme and print.

function remember(key, value) {
  try {
    localStorage.setItem(`tro-ly-ao.${key}`, value);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}

function button(label, content, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.title = label;
  element.setAttribute("aria-label", label);
  element.append(content);
  element.addEventListener("click", action);
  return element;
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

const words =
  document.documentElement.lang === "en"
    ? { group: "Display", smaller: "Smaller text", larger: "Larger text", theme: "Light or dark background" }
    : { group: "Hiển thị", smaller: "Chữ nhỏ hơn", larger: "Chữ to hơn", theme: "Đổi nền sáng, tối" };

class PageTools extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount) return;
    const root = document.documentElement;
    const resize = (step) => {
      const size = Math.min(3, Math.max(0, Number(root.dataset.size ?? 0) + step));
      root.dataset.size = String(size);
      remember("size", String(size));
    };
    const dark = () =>
      root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words.group);
    this.append(
      button(words.smaller, "A−", () => resize(-1)),
      button(words.larger, "A+", () => resize(1)),
      button(words.theme, icon("M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z"), () => {
        root.dataset.theme = dark() ? "light" : "dark";
        remember("theme", root.dataset.theme);
      }),
    );
  }
}

/** Print the list of papers alone; a page without one is printed whole. */
function printPapers() {
  const root = document.documentElement;
  if (document.getElementById("papers")) root.dataset.print = "papers";
  addEventListener("afterprint", () => delete root.dataset.print, { once: true });
  window.print();
}

class PrintButton extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount) return;
    const print = button("In danh mục giấy tờ", "In danh mục", printPapers);
    print.className = "button";
    this.append(print);
  }
}

if (new URLSearchParams(location.search).has("print")) addEventListener("load", printPapers);

customElements.define("page-tools", PageTools);
customElements.define("print-button", PrintButton);
