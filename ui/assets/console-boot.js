// Loads the console's wasm. A file of its own, so that the page needs no inline script.
import start from "./console.js";

start({ module_or_path: new URL("./console_bg.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  document.getElementById("boot-failed").hidden = false;
});
