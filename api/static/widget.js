// One <script src="…/static/widget.js" defer></script> puts the chat on any page.
// Attributes of the script: data-lang ("vi", "en"), data-theme ("light", "dark", "auto").

(() => {
  const script = document.currentScript;
  const root = new URL(".", script.src);
  const language = script.dataset.lang === "en" ? "en" : "vi";
  const theme = { dark: "dark", auto: "light dark" }[script.dataset.theme] ?? "light";
  const SIZES = [1, 1.125, 1.3125, 1.5625];
  const SIZE = "tro-ly-ao.size";

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  class TroLyAoWidget extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.attachShadow({ mode: "open" });
      this.build();
    }

    async build() {
      const { words: all } = await import(new URL("js/chat/words.js", root));
      const words = all[language];
      this.lang = language;
      this.style.colorScheme = theme;
      this.resize(0);
      const button = (name, label, content, act) => {
        const element = make("button", { type: "button", class: name, "aria-label": label, title: label }, content);
        element.addEventListener("click", act);
        return element;
      };
      this.panel = make(
        "dialog",
        { class: "panel", "aria-label": words.panel },
        make(
          "header",
          {},
          make("strong", {}, words.panel),
          button("size", words.smaller, "A−", () => this.resize(-1)),
          button("size", words.larger, "A+", () => this.resize(1)),
          button("close", words.closeChat, "×", () => this.close()),
        ),
      );
      this.opener = make("button", { type: "button", class: "opener", "aria-haspopup": "dialog" }, words.openChat);
      this.opener.addEventListener("click", () => this.open());
      this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
      // A modal dialog may also be closed by the browser, by the back gesture say.
      this.panel.addEventListener("close", () => this.panel.open || this.close());
      // On a small screen the panel covers the page, so nothing behind it may take the focus.
      this.small = matchMedia("(max-width: 480px), (max-height: 420px)");
      this.small.addEventListener("change", () => this.panel.open && this.show());
      this.shadowRoot.append(
        ...["css/tokens.css", "css/widget.css"].map((path) => make("link", { rel: "stylesheet", href: new URL(path, root).href })),
        this.panel,
        this.opener,
      );
    }

    resize(step) {
      let size = this.size ?? 0;
      try {
        size = this.size ?? Number(localStorage.getItem(SIZE) ?? 0);
        this.size = Math.min(SIZES.length - 1, Math.max(0, size + step)) || 0;
        if (step) localStorage.setItem(SIZE, String(this.size));
      } catch {
        // Storage may be forbidden; the choice then lasts for this page.
        this.size = Math.min(SIZES.length - 1, Math.max(0, size + step));
      }
      this.style.setProperty("--tro-ly-ao-zoom", String(SIZES[this.size]));
    }

    show() {
      const focused = this.chat?.shadowRoot?.activeElement;
      this.panel.close();
      if (this.small.matches) this.panel.showModal();
      else this.panel.show();
      focused?.focus();
    }

    close() {
      this.panel.close();
      if (!this.opener.hidden) return;
      this.chat?.hush();
      this.opener.hidden = false;
      this.opener.focus();
    }

    async open() {
      this.opener.hidden = true;
      this.show();
      if (!this.chat) {
        await import(new URL("js/chat/element.js", root));
        this.chat = document.createElement("tro-ly-ao");
        this.chat.lang = language;
        this.panel.append(this.chat);
      }
      this.chat.focus();
    }
  }

  if (!customElements.get("tro-ly-ao-widget")) customElements.define("tro-ly-ao-widget", TroLyAoWidget);
  const place = () => document.body.append(document.createElement("tro-ly-ao-widget"));
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
})();
