// Printing one answer of a conversation, whole, and nothing else.

import { el } from "./dom.js";

/** A button that prints *element*, a turn in *frame*. Somebody else's page around us would print as well: there, none. */
export function printing(host, frame, element, words) {
  if (host.getRootNode() !== document) return null;
  const button = el("button", { type: "button" }, words.printAnswer);
  button.addEventListener("click", () => {
    for (let more; (more = element.querySelector("button.more")); ) more.click();
    button.focus({ preventScroll: true });
    frame.classList.add("one");
    element.classList.add("printed");
    const after = () => {
      frame.classList.remove("one");
      element.classList.remove("printed");
    };
    addEventListener("afterprint", after, { once: true });
    window.print();
  });
  return button;
}
