// The few words scripts say themselves, in the language of the page.
const WORDS = {
  "zh-Hans": {
    saved: "已保存 {time}",
    unsaved: "这几处改动还没有保存上。内容仍在页面里，正在重试。",
  },
  "zh-Hant": {
    saved: "已儲存 {time}",
    unsaved: "這幾處改動還沒有儲存好。內容仍在頁面裡，正在重試。",
  },
  en: {
    saved: "Saved at {time}",
    unsaved: "These changes are not saved yet. They are still on the page; trying again.",
  },
};

export function said(key, values = {}) {
  const words = WORDS[document.documentElement.lang] ?? WORDS["zh-Hans"];
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
