// Two languages, one typed object each: a key that is missing in one of them is
// an error of the compiler. Only the one that is read is loaded.
import { batch, effect, signal } from '@preact/signals'
import type { en } from './en'

export type Words = typeof en
export type Lang = 'en' | 'ru'

const load: Record<Lang, () => Promise<Words>> = {
  en: () => import('./en').then((m) => m.en),
  ru: () => import('./ru').then((m) => m.ru),
}
const kept = localStorage.getItem('lang')

export const lang = signal<Lang>(kept === 'en' || kept === 'ru' ? kept : navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en')
const words = signal<Words | undefined>(undefined)

export const t = (): Words => words.value!
export const locale = (): string => lang.value === 'ru' ? 'ru-RU' : 'en-GB'

// speak turns the pages to a language. Nothing can be drawn before it was called once.
export async function speak(to: Lang = lang.peek()): Promise<void> {
  const loaded = await load[to]()
  batch(() => {
    words.value = loaded
    lang.value = to
  })
}

export async function setLang(to: Lang): Promise<void> {
  await speak(to)
  localStorage.setItem('lang', to)
}

effect(() => { document.documentElement.lang = lang.value })
