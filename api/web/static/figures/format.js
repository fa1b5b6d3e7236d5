// Numbers as people read them.

const whole = new Intl.NumberFormat("zh-CN");
const NOTHING = "—";

export const count = (value) => (value === null || value === undefined ? NOTHING : whole.format(value));
export const share = (value) => (value === null || value === undefined ? NOTHING : `${(value * 100).toFixed(1)}%`);
export const fixed = (value, digits = 2) => (value === null || value === undefined ? NOTHING : value.toFixed(digits));

export function minutes(value, dayMinutes) {
  if (value === null || value === undefined) return NOTHING;
  if (value >= dayMinutes) return `${(value / dayMinutes).toFixed(1)} 个工作日`;
  return value >= 60 ? `${(value / 60).toFixed(1)} 小时` : `${value} 分钟`;
}

export const band = (part) => (part.of ? `${share(part.low)} 至 ${share(part.high)}` : "");
