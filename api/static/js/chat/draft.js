// An answer while it is still coming: shown to the eye only. What screen readers hear is the whole
// answer, added to the log once.

import { renderAnswer } from "./answer.js";
import { el } from "./dom.js";

export class Draft {
  constructor(options) {
    this.options = options;
    this.element = el("div", { class: "column draft", "aria-hidden": "true", inert: true });
    this.clear();
  }

  /** Take an event of the stream in and draw what is there so far with the next frame. */
  hear(name, data) {
    if (name === "text") this.answer.text += data.text;
    else if (name === "items" || name === "sources") Object.assign(this.answer, data);
    else return;
    this.frame ??= requestAnimationFrame(() => this.#draw());
  }

  /** Take it away; tells whether anything had been shown. */
  clear() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.answer = { text: "", items: [], sources: [] };
    const shown = this.element.childElementCount > 0;
    this.element.replaceChildren();
    return shown;
  }

  #draw() {
    this.frame = null;
    this.element.replaceChildren(renderAnswer(this.answer, this.options).body);
  }
}
