// Dictation and reading aloud, where the browser offers them.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const VIETNAMESE = /[àáãâèéêìíòóõôùúýăđĩũơưạ-ỹ]/i;

export const canDictate = Boolean(Recognition);
export const canRead = "speechSynthesis" in globalThis;

/**
 * Listen once; call *heard* with the text so far and *ended* when it is over, with true when the
 * microphone may not be used. Returns a stop function.
 */
export function dictate(language, heard, ended) {
  const recognition = new Recognition();
  let refused = false;
  recognition.lang = language;
  recognition.interimResults = true;
  recognition.onresult = (event) => heard(Array.from(event.results, (result) => result[0].transcript).join(" "));
  recognition.onerror = (event) => {
    refused = ["not-allowed", "service-not-allowed", "audio-capture"].includes(event.error);
  };
  recognition.onend = () => ended(refused);
  recognition.start();
  return () => recognition.stop();
}

/** Read *text* aloud and call *ended* once when it is over. Returns a stop function. */
export function read(text, language, ended) {
  let over = false;
  const end = () => {
    if (!over) ended();
    over = true;
  };
  // Sentence by sentence, since some browsers fall silent in the middle of a long utterance.
  const parts = text.split(/\n+|(?<=[.!?;]) +/).filter((part) => /[\p{L}\p{N}]/u.test(part));
  speechSynthesis.cancel();
  parts.forEach((part, index) => {
    const utterance = new SpeechSynthesisUtterance(part);
    utterance.lang = VIETNAMESE.test(part) ? "vi-VN" : language;
    utterance.onerror = end;
    if (index === parts.length - 1) utterance.onend = end;
    speechSynthesis.speak(utterance);
  });
  if (!parts.length) end();
  return hush;
}

/** Stop whatever is being read. */
export function hush() {
  if (canRead) speechSynthesis.cancel();
}
