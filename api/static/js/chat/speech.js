// Dictation and reading aloud, where the browser offers them.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

export const canDictate = Boolean(Recognition);
export const canRead = "speechSynthesis" in globalThis;

/** Listen once; call *heard* with the text so far and *ended* when it is over. Returns a stop function. */
export function dictate(language, heard, ended) {
  const recognition = new Recognition();
  recognition.lang = language;
  recognition.interimResults = true;
  recognition.onresult = (event) => heard(Array.from(event.results, (result) => result[0].transcript).join(" "));
  recognition.onend = ended;
  recognition.onerror = ended;
  recognition.start();
  return () => recognition.stop();
}

/** Read *text* aloud and call *ended* when it is over. Returns a stop function. */
export function read(text, language, ended) {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = language;
  utterance.onend = ended;
  utterance.onerror = ended;
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
  return () => speechSynthesis.cancel();
}
