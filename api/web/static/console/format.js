/** How moments, statuses and names are told on the console. */

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const CHANNELS = { web: "网页", wechat: "公众号", wecom: "微信客服", hotline: "热线", api: "接口" };
export const ROLES = { user: "企业", bot: "机器人", agent: "坐席" };
export const KINDS = { service: "服务", institution: "机构", expert: "专家", policy: "政策", scheme: "项目", faq: "问答" };
export const APPEAL_STEPS = { assigned: "交办", answered: "答复", closed: "办结", withdrawn: "撤回" };
export const STEPS = {
  matched: "记为已匹配", no_match: "记为暂无供给", dispatched: "派单", accepted: "受理", in_service: "开始服务", completed: "办结",
  closed: "关闭", returned: "退单", cancelled: "取消", reopened: "重新办理", merged: "并入别件",
};

const ZONE = { timeZone: "Asia/Shanghai" };
const TIME = new Intl.DateTimeFormat("zh-CN", { ...ZONE, hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat("zh-CN", { ...ZONE, month: "long", day: "numeric" });
const YEAR = new Intl.DateTimeFormat("zh-CN", { ...ZONE, year: "numeric" });

/** The moment in China, whatever the machine's own zone. */
export function clock(iso) {
  const moment = new Date(iso);
  const now = new Date();
  const [day, year] = [DATE.format(moment), YEAR.format(moment)];
  if (year !== YEAR.format(now)) return `${year}${day} ${TIME.format(moment)}`;
  return day === DATE.format(now) ? TIME.format(moment) : `${day} ${TIME.format(moment)}`;
}

/** How long something lasts, in the largest unit that says enough. */
export function span(ms) {
  const long = Math.max(0, ms);
  if (long < MINUTE) return "不到 1 分钟";
  if (long < HOUR) return `${Math.floor(long / MINUTE)} 分钟`;
  if (long < 2 * DAY) return `${Math.floor(long / HOUR)} 小时`;
  return `${Math.floor(long / DAY)} 天`;
}

export function since(iso) {
  return span(Date.now() - new Date(iso).getTime());
}

/** A deadline as text and tone: late, soon, or calm. */
export function due(row) {
  if (row.waiting_since) return { text: "等企业补充", tone: "calm" };
  if (!row.due_at) return null;
  const left = new Date(row.due_at).getTime() - Date.now();
  if (left < 0) return { text: `超期 ${span(-left)}`, tone: "late" };
  return { text: `剩 ${span(left)}`, tone: left < 4 * HOUR ? "soon" : "calm" };
}

export function shortId(id) {
  return id.slice(0, 4).toUpperCase();
}
