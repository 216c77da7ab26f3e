import "./chat/element.js";
