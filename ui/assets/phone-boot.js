// Starts the phone's screens; a file of its own because the page allows no inline script.
import init from "./phone.js";

init({ module_or_path: new URL("phone_bg.wasm", import.meta.url) }).catch((why) => {
  console.error(why);
  document.getElementById("boot-failed").hidden = false;
});
