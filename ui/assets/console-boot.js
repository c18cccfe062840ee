// Loads the console's wasm. A file of its own, so that the page needs no inline script.
import start from "./console.js";

// Beside the page: `import.meta` would ask for a newer browser than all else here.
start({ module_or_path: "console_bg.wasm" }).catch((error) => {
  console.error(error);
  document.getElementById("boot-failed").hidden = false;
});
