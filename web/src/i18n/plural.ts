const rules = { en: new Intl.PluralRules('en'), ru: new Intl.PluralRules('ru') }
const figures = { en: new Intl.NumberFormat('en-GB'), ru: new Intl.NumberFormat('ru-RU') }

// plural puts n and the form of a word that fits it side by side.
export function plural(lang: 'en' | 'ru', n: number, forms: { one: string; few?: string; many?: string; other: string }): string {
  const form = rules[lang].select(n) as keyof typeof forms
  return `${figures[lang].format(n)} ${forms[form] ?? forms.other}`
}
