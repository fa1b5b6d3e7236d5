/** The library loaded before the modules, under the names used here. */

export const { createElement: h, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, memo, Fragment } =
  window.React;
export const { createRoot, flushSync } = window.ReactDOM;
