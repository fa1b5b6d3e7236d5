/** One colour of the framing site becomes the chat's, kept readable on both grounds. */

const TEXT_CONTRAST = 4.5;
const SHAPE_CONTRAST = 3;
const GROUNDS = {
  light: { surface: [255, 255, 255], ink: [23, 33, 30], soft: 0.1, mine: 0.16 },
  dark: { surface: [26, 34, 32], ink: [232, 239, 236], soft: 0.18, mine: 0.26 },
};

export function parse(text) {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (short) return short.slice(1).map((part) => parseInt(part + part, 16));
  return long ? long.slice(1).map((part) => parseInt(part, 16)) : null;
}

function luminance(colour) {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function mix(one, other, share) {
  return one.map((part, i) => Math.round(part * (1 - share) + other[i] * share));
}

/** Move a colour towards the ink until it stands out from the ground as far as it must. */
function readable(colour, ink, ground, wanted) {
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(colour, ink, share);
    if (contrast(tried, ground) >= wanted) return tried;
  }
  return ink;
}

export function shades(colour, scheme) {
  const { surface, ink, soft, mine } = GROUNDS[scheme];
  const accent = readable(colour, ink, surface, SHAPE_CONTRAST);
  const softened = mix(surface, accent, soft);
  const onAccent = contrast(accent, [255, 255, 255]) >= contrast(accent, [0, 0, 0]) ? [255, 255, 255] : [0, 0, 0];
  return {
    "--accent": accent,
    "--accent-ink": onAccent,
    "--accent-soft": softened,
    "--accent-text": readable(colour, ink, softened, TEXT_CONTRAST + 0.3),
    "--mine": mix(surface, accent, mine),
  };
}

/** Set through the object model, which the content policy allows. */
export function wear(text) {
  const colour = parse(text);
  if (!colour) return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    for (const [name, value] of Object.entries(shades(colour, dark.matches ? "dark" : "light"))) {
      document.documentElement.style.setProperty(name, `rgb(${value.join(" ")})`);
    }
  };
  dark.addEventListener("change", apply);
  apply();
}
