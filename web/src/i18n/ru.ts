import type { Cause, Problem, Queued, State, WaitsFor } from '../api/words'
import type { Words } from '.'
import { plural } from './plural'

const n = (count: number, one: string, few: string, many: string) => plural('ru', count, { one, few, many, other: many })
const messages = (count: number) => n(count, 'сообщение', 'сообщения', 'сообщений')
const figure = (count: number) => new Intl.NumberFormat('ru-RU').format(count)
const from = (oldest: string) => oldest ? `, самое старое от ${oldest}` : ''

const size = (bytes: number) => bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1).replace('.', ',')} ГБ` : `${Math.round(bytes / 1e6)} МБ`
const ms = (us: number) => us >= 1000 ? `${Math.round(us / 1000)} мс` : `${us} мкс`

const states: Record<State, string> = {
  notAuthorized: 'не авторизован', pendingPassword: 'нужен пароль', starting: 'подключается', authorized: 'авторизован', suspended: 'ограничен', blocked: 'заблокирован',
}

const waitsFor: Record<WaitsFor, string> = {
  sending: 'отправляется', turn: 'очередь', interval: 'интервал', flood: 'ожидание по требованию Telegram', offline: 'связь', retry: 'следующая попытка', authorization: 'вход',
  suspended: 'ограничение', paused: 'пауза', held: 'удержание', chat: 'чат', expiry: 'срок истёк',
}

const reasons: Record<NonNullable<Queued['reason']>, string> = {
  method: 'Telegram просит подождать с такими вызовами', slow_mode: 'в чате медленный режим', resolving: 'чат ещё ищется', file: 'файл ещё не скачан',
  fault: 'сбой на стороне Telegram', first_contact: 'новые чаты для этого аккаунта ограничены', suspended: 'аккаунт ограничен', flood: 'Telegram просит подождать',
  offline: 'нет связи с Telegram', held: 'удержано: возможно, уже отправлено',
}

const causes: Record<Cause, string> = {
  logout: 'Выход выполнен здесь: из консоли, через API или командой.',
  revoked: 'Сеанс завершён с другого устройства или самим Telegram. Войдите снова.',
  duplicated: 'Сеанс использовали из двух мест сразу, и Telegram его завершил. Убедитесь, что нет второй копии шлюза, и войдите снова.',
  expired: 'Сеанс устарел для Telegram. Войдите снова.',
  foreign: 'Сеанс принадлежит другому Telegram, песочнице или настоящему, и сохранён. Запустите шлюз для него или войдите снова.',
  lost: 'В каталоге данных нет сеанса этого аккаунта. Войдите снова.',
  deleted: 'Аккаунт удалён в Telegram.',
  banned: 'Telegram заблокировал аккаунт. Владелец может обжаловать это в приложении Telegram.',
  frozen: 'Telegram заморозил аккаунт: он может читать, но не писать. Владелец может обжаловать это в приложении Telegram.',
  restricted: 'Telegram принял аккаунт за рассыльщика спама и на время ограничил его. Пишите тем, кто этого ждёт; подробности — у @SpamBot в Telegram.',
}

const problems: Record<Problem, string> = {
  already_registered: 'Вход уже выполнен. Сначала выйдите.',
  authorization_not_started: 'Код не запрашивали. Введите номер телефона ещё раз.',
  verify_code_wrong: 'Код неверный. Проверьте его и введите ещё раз.',
  code_expired: 'Код устарел. Запросите новый.',
  timeout: 'Прошло слишком много времени. Начните заново.',
  password_required: 'У аккаунта есть облачный пароль. Введите его.',
  invalid_password: 'Пароль неверный. Нужен облачный пароль Telegram, а не код.',
  rate_limit_exceeded: 'Telegram просит подождать перед следующей попыткой.',
  time_limit_expired_logout: 'Telegram забыл эту попытку входа. Начните заново.',
  phone_number_invalid: 'Telegram не принимает этот номер. Введите его с кодом страны, только цифры.',
  phone_number_banned: 'Этот номер заблокирован в Telegram.',
  api_id_missing: 'У шлюза нет api_id. Получите его на my.telegram.org и запустите шлюз с SLUICE_TELEGRAM_API_ID и SLUICE_TELEGRAM_API_HASH.',
  no_such_account: 'Аккаунта Telegram с этим номером нет.',
  qr_not_scanned: 'QR долго никто не сканировал, поэтому он убран. Покажите его снова, когда будете готовы.',
  refused: 'Telegram отказал во входе.',
  unreachable: 'Telegram недоступен. Попытки повторяются сами.',
  account_blocked: 'Telegram заблокировал этот аккаунт.',
  superseded: 'Для этого инстанса начат другой вход.',
}

const shut: Record<State, string> = {
  notAuthorized: 'закрыто до входа в аккаунт', pendingPassword: 'закрыто до ввода пароля', starting: 'закрыто, пока нет связи', authorized: '', suspended: 'закрыто: Telegram ограничил аккаунт', blocked: 'закрыто: Telegram заблокировал аккаунт',
}

export const ru: Words = {
  language: 'Язык', menu: 'Меню', skip: 'К содержанию', close: 'Закрыть', keep: 'Оставить', all: 'все', optional: 'необязательно', loading: 'Загрузка…', older: 'Раньше',
  nowWord: 'сейчас', signOut: 'Выйти из консоли', noPage: 'Такой страницы нет.', away: 'Шлюз не отвечает. Пробуем снова…', reconnecting: 'Восстанавливаем связь… данные могли устареть',
  ago: (span) => `${span} назад`,
  inTime: (span) => `через ${span}`,
  untilTime: (clock) => `в ${clock}`,
  copy: (text) => text ? `Скопировать ${text}` : 'Скопировать',
  copied: 'Скопировано', copyJson: 'Скопировать JSON', copyCurl: 'Скопировать curl', showCall: 'Показать вызов API', sandboxOnly: 'Только в песочнице',
  typeToConfirm: (what) => `Чтобы подтвердить, введите ${what}`,
  limitedFor: (seconds) => `Попробуйте через ${n(seconds, 'секунду', 'секунды', 'секунд')}.`,
  waiting: (count) => count === 0 ? 'Очередь пуста' : `В очереди ${messages(count)}`,
  sandboxBanner: 'Песочница', sandboxHint: 'Telegram здесь ненастоящий: ничего не покидает эту машину.',
  states, shut, waitsFor, reasons, causes, problems,
  nav: { overview: 'Обзор', explorer: 'Вызовы API', compatibility: 'Совместимость', operators: 'Операторы', about: 'Состояние', allInstances: (count) => `Все инстансы: ${count}` },
  tabs: { login: 'Вход', queue: 'Очередь', send: 'Отправка', journal: 'Журнал', webhooks: 'Вебхуки', events: 'События', settings: 'Настройки' },
  failures: {
    unreachable: 'Шлюз не отвечает.', unauthorized: 'Вход не выполнен, либо имя или пароль неверны.', forbidden: 'Смотреть можно, менять нельзя.', not_found: 'Этого больше нет.',
    conflict: 'За это время всё изменилось. Посмотрите ещё раз.', waiting: 'В очереди есть сообщения: решите, что с ними делать.', reauthenticate: 'Войдите с паролем ещё раз и повторите.',
    limited: 'Слишком много вызовов. Подождите немного.', full: 'Очередь заполнена.', unavailable: 'Сейчас не получается. Попробуйте ещё раз.', internal: 'Сбой шлюза; причина в его журнале.',
  },
  why: {
    empty: 'открыто', turn: 'готово к отправке', sending: 'отправляется', held: { restored: 'удержано после восстановления из копии: отпустите, чтобы продолжить', account: 'удержано после смены аккаунта: отпустите, чтобы продолжить', asked: 'удержано: отпустите, чтобы продолжить', doubt: 'удержано: возможно, уже отправлено, и проверить нельзя; отпустите, чтобы поискать ещё раз' }, authorization: 'ждёт входа в аккаунт', expiry: '24 часа истекли',
    chat: 'ждёт чат',
    interval: (at) => `следующее ${at}`,
    flood: (at) => `Telegram просит подождать: продолжение ${at}`,
    offline: (at) => `нет связи: попытка ${at}`,
    retry: (at) => `попытка не удалась: следующая ${at}`,
    suspended: (at) => `аккаунт ограничен${at && `: продолжение ${at}`}`,
    allAside: (at) => `все чаты отложены${at && `: продолжение ${at}`}`,
    pausedBy: (who) => who ? `пауза, включил ${who}` : 'пауза',
    behind: (count) => `впереди ещё ${figure(count)}`,
    behindInChat: (count) => `впереди в этом чате ещё ${figure(count)}`,
  },
  kinds: { sendMessage: 'текст', sendFileByUrl: 'файл', sendLocation: 'геопозиция', sendContact: 'контакт', sendPoll: 'опрос', forwardMessages: 'пересылка' },
  statuses: { pending: 'ждёт', delivered: 'доставлено', read: 'прочитано', failed: 'не отправлено', noAccount: 'нет аккаунта', expired: 'истекло', cleared: 'отменено' },
  signin: {
    title: 'Вход в консоль', name: 'Имя', password: 'Пароль', enter: 'Войти', hint: 'Пароля ещё нет? Войти можно по одноразовой ссылке. На машине шлюза:',
    linkRefused: 'Эта ссылка уже использована, или её срок истёк.', refused: 'Имя или пароль неверны.',
  },
  steps: {
    title: 'Первые шаги', hide: 'Скрыть первые шаги', show: 'Показать первые шаги', hello: 'Привет от Sluice', send: 'Отправьте первое сообщение',
    sendHint: 'Оно сохранится, дождётся очереди, уйдёт, будет прочитано и получит ответ: всё это видно здесь.',
    watch: 'Смотреть очередь', code: 'То же из программы', codeHint: 'Отправлять может любая программа, которая умеет HTTP.', otherLanguages: 'Python, JavaScript, PHP, Java, Go, VBA',
    connect: 'Подключите аккаунт', connectHint: 'Войдите по QR или по номеру и коду. Потренируйтесь на втором инстансе: QR отсканирует телефон рядом со страницей.', practise: 'Показать его QR',
    migrate: 'Уже на GREEN-API?', migrateHint: 'Оставьте свои idInstance и apiTokenInstance, поменяйте в программе только одно: apiUrl.',
  },
  overview: {
    add: 'Добавить инстанс', search: 'Название, номер или аккаунт', byState: 'Состояние', anyState: 'любое состояние', none: 'Инстансов ещё нет', noneHint: 'Инстанс — это один аккаунт Telegram со своей очередью. Добавьте его и войдите по QR.',
    oldest: 'самое старое', waiting: 'Ждут отправки', oldestMessage: 'Самое старое', rate: 'Отправлено за минуту', states: 'Аккаунты', added: 'Добавлено. Теперь войдите в аккаунт.',
    haveId: 'У меня уже есть idInstance и токен', haveIdHint: 'Программы, которые их знают, продолжат работать; меняется только apiUrl.', proxy: 'Прокси', proxyUrl: 'Адрес прокси',
    addHint: (perDay) => `Начальный интервал — 3 секунды: до ${perDay} сообщений в сутки, бережно для аккаунта.`,
    instances: (count) => n(count, 'инстанс', 'инстанса', 'инстансов'),
    tooMany: (count) => `И ещё ${n(count, 'инстанс', 'инстанса', 'инстансов')}: найдите их поиском`,
  },
  chart: {
    title: 'Последний час', sent: 'отправлено в минуту', received: 'получено в минуту', waiting: 'ждут',
    summary: (sent, failed, waiting) => `За последний час: отправлено ${sent}, не отправлено ${failed}; ждут ${waiting}`,
  },
  health: {
    title: 'Самочувствие',
    words: {
      'store.works': (us) => `Принятое надёжно сохраняется${us ? `: запись ложится на диск за ${ms(us)}` : ''}.`,
      'store.slow': (us) => `Запись ложится на диск за ${ms(us)}, и каждый запрос длится не меньше. Нужен диск быстрее или менее занятый.`,
      'store.failed': () => 'Хранилище не принимает запись: ничего не принимается. Проверьте диск и журнал.',
      'disk.roomy': (bytes) => `На диске свободно ${size(bytes)}.`,
      'disk.low': (bytes) => `На диске свободно ${size(bytes)}. Скоро понадобится место: ниже 256 МиБ ничего не принимается.`,
      'disk.full': (bytes) => `На диске свободно ${size(bytes)}: ничего не принимается. Освободите место или перенесите каталог данных.`,
      'disk.unknown': () => 'Диск не сообщает, сколько на нём места. Держите каталог данных на диске этой машины.',
      'files.fit': (percent) => `Файлы занимают ${percent} % своей квоты.`,
      'files.nearly_full': (percent) => `Файлы занимают ${percent} % своей квоты. Сверх неё удаляются самые старые из полученных, а загрузки отклоняются: увеличьте media.quota.`,
      'files.unlimited': (bytes) => `Файлы занимают ${size(bytes)}.`,
      'tls.valid': (_, until) => `Сертификат действует до ${until}.`,
      'tls.ending': (_, until) => `Сертификат истекает ${until}. Положите новый на его место; перезапуск не нужен.`,
      'tls.over': (_, until) => `Сертификат истёк ${until}: клиенты не подключаются. Положите новый на его место; перезапуск не нужен.`,
      'tls.proxied': () => 'TLS обеспечивает прокси перед шлюзом.',
      'tls.open': () => 'API открыт в сеть без TLS, а токены стоят в адресах. Задайте tls.cert и tls.key или поставьте перед шлюзом прокси с TLS и укажите его адрес https:// в publicUrl.',
      'api_id.set': () => 'Входить в аккаунты можно.', 'api_id.missing': () => 'Нет api_id, поэтому войти никто не может. Получите api_id и api_hash на https://my.telegram.org/apps и задайте telegram.apiId и telegram.apiHash.',
      'sessions.connected': () => 'Все аккаунты, где выполнен вход, на связи.', 'sessions.connecting': (count) => `Не на связи: ${n(count, 'аккаунт', 'аккаунта', 'аккаунтов')}; попытки повторяются сами.`,
      'webhooks.delivered': () => 'Все вебхуки принимают то, что им шлют.', 'webhooks.failing': (count) => `${n(count, 'вебхук не принимает', 'вебхука не принимают', 'вебхуков не принимают')} то, что шлют; смотрите «Вебхуки» их инстансов.`,
    },
  },
  instance: {
    unknown: 'Такого инстанса нет.', proxied: 'через прокси', suspendedUntil: 'до', pause: 'Пауза', resume: 'Продолжить', paused: 'Пауза. Принятое ждёт.', resumed: 'Продолжаем.', release: 'Отпустить удержанное',
    logIn: 'Войти', logOut: 'Выйти из аккаунта', needsLogin: 'Вход не выполнен. Принятое ждёт.', needsPassword: 'Не хватает облачного пароля.',
    logOutWords: (count) => count ? `Аккаунт выйдет из Telegram. В очереди ${messages(count)}: они уйдут после следующего входа, если их не отменить.` : 'Аккаунт выйдет из Telegram. Настройки, журнал и уведомления останутся.',
  },
  queue: {
    search: 'Поиск', searchHint: 'Текст, chatId или idMessage', byReason: 'Чего ждёт', anyReason: 'любая причина', byType: 'Тип', anyType: 'любой тип', clearSearch: 'Сбросить поиск',
    nothingFound: 'Ничего не найдено', nothingFoundHint: 'Среди ожидающих ничего не подходит.', empty: 'Очередь пуста', emptyHint: 'Всё принятое ушло. Отправьте что-нибудь и наблюдайте здесь.',
    cancel: 'Отменить', cancelAll: 'Отменить все', cancelFound: 'Отменить найденное', cancelVerb: 'Отменить их',
    cancelThis: (id) => `Отменить сообщение ${id}`,
    cancelled: (count) => `Отменено: ${messages(count)}`,
    blast: (count, oldest) => `Будет отменено: ${messages(count)}${from(oldest)}. Их никто не получит.`,
    listOf: (count) => `Очередь: ${messages(count)}`,
    willExpire: 'истечёт раньше своей очереди', goesAt: 'уйдёт', lastGoes: 'Последнее уйдёт',
    pace: (span, perDay) => `По одному раз в ${span}: не больше ${perDay} за 24 часа.`,
    aside: (count) => `Отложено: ${messages(count)}; остальные идут.`,
    overdue: (count) => `Истечёт раньше своей очереди: ${messages(count)}.`,
    message: 'Сообщение', accepted: 'Принято', goes: 'Уйдёт', expires: 'Истекает', attempts: 'Попытки', inDoubt: 'под вопросом: могло уйти; повтор не повредит', hasGone: 'В очереди его больше нет.', seeJournal: 'Смотреть журнал',
  },
  send: {
    title: 'Отправка', kind: 'Тип сообщения', button: 'Отправить', more: 'Цитата и набор текста', accepted: 'Принято и сохранено.', acceptedWaits: 'Принято и сохранено. Ждёт авторизации аккаунта.',
    acceptedAt: (clock) => `Принято и сохранено. Очередь опустеет примерно в ${clock}.`,
    chatHint: 'Номер пользователя или группы, 79991234567@c.us или @username',
    kinds: { sendMessage: 'Текст', sendFileByUpload: 'Файл', sendFileByUrl: 'Файл по ссылке', sendLocation: 'Геопозиция', sendContact: 'Контакт', sendPoll: 'Опрос', forwardMessages: 'Пересылка' },
    fields: {
      chatId: 'Кому (chatId)', message: 'Сообщение', file: 'Файл, до 100 МБ', caption: 'Подпись', urlFile: 'Ссылка на файл', fileName: 'Имя файла', latitude: 'Широта', longitude: 'Долгота', nameLocation: 'Название места', address: 'Адрес',
      phoneContact: 'Телефон, только цифры', firstName: 'Имя', lastName: 'Фамилия', company: 'Компания', question: 'Вопрос', options: 'Ответы, по одному в строке', multipleAnswers: 'Можно несколько ответов',
      chatIdFrom: 'Откуда (chatId)', messages: 'idMessage, по одному в строке', quotedMessageId: 'idMessage цитаты', typingTime: 'Набор перед отправкой, мс (1000–20000)',
    },
  },
  login: {
    title: 'Вход в аккаунт', how: 'Способ входа', byQr: 'По QR', byPhone: 'По номеру', starting: 'Спрашиваем Telegram…', showQr: 'Показать QR', qrOff: 'Сейчас QR не показан.', qrAlt: 'QR для входа',
    steps: ['Откройте Telegram на телефоне.', 'Настройки → Устройства → Подключить устройство.', 'Наведите телефон на эту картинку.'],
    renews: (span) => `обновится через ${span}`,
    phone: 'Номер телефона', phoneHint: 'С кодом страны, только цифры.', askCode: 'Прислать код', code: 'Код', codeByApp: 'Telegram прислал его на другие ваши устройства.', codeBySms: 'Telegram прислал его по SMS.', enter: 'Войти',
    validUntil: (clock) => `Действует до ${clock}.`,
    password: 'Облачный пароль', passwordHint: 'После кода этот аккаунт спрашивает пароль.',
    hint: (hint) => `Подсказка аккаунта: ${hint}`,
    before: (who) => `Раньше входил: ${who}`,
    same: 'Это тот же аккаунт, что и раньше.', other: (who) => `Это другой аккаунт, не прежний (${who}).`,
    allHeld: 'Всё, что ждёт, удержано, пока вы его не отпустите.',
    someHeld: (count) => `${messages(count)}: возможно, уже отправлено, поэтому удержано, пока вы не отпустите. Остальное уйдёт само.`,
    otherRule: { send: 'Если войдёт другой аккаунт, их отправит он; сообщение, которое могло уже уйти, будет удержано.', hold: 'Если войдёт другой аккаунт, все они будут удержаны, пока вы их не отпустите (queue.onOtherAccount).' },
    stop: 'Прервать вход', done: 'Вход выполнен', doneHint: 'Очередь пойдёт сама.', doneGuest: 'Страницу можно закрыть.', guestWords: 'Эта страница подключает один аккаунт Telegram и больше ничего не показывает.',
    waitingAsk: (count, oldest) => `В очереди ${messages(count)}${from(oldest)}. Что с ними делать после входа?`,
    waiting: { send: 'Отправить', hold: 'Удержать', clear: 'Отменить' }, waitingHint: { send: 'Уйдут сразу, по порядку.', hold: 'Подождут, пока вы их не отпустите.', clear: 'Будут отменены сейчас.' },
    linkOver: 'Ссылка больше не действует', linkOverHint: 'Она использована, или её срок истёк. Попросите новую.', linkTitle: 'Дать войти кому-то другому', linkHint: 'Ссылка только на этот QR, без токена. Перестаёт действовать после входа или через час.', linkMake: 'Создать ссылку', linkCopy: 'Скопировать ссылку',
  },
  journal: {
    direction: 'Направление', directions: { all: 'в обе стороны', outgoing: 'отправленные', incoming: 'полученные' }, status: 'Статус', anyStatus: 'любой статус', empty: 'Журнал пуст', emptyHint: 'Отправленное и полученное хранится здесь 30 дней.',
    edited: 'изменено', deleted: 'удалено', sentAgainAs: 'Отправлено снова как', retry: 'Отправить снова', retryAll: 'Отправить снова неотправленные', nothingFailed: 'Отправлять снова нечего.',
    retried: (count) => `Снова принято: ${messages(count)}`,
    blast: (count, oldest) => `Снова будет отправлено: ${messages(count)}${from(oldest)}. Они получат новые idMessage.`,
  },
  webhooks: {
    polls: 'Клиент забирает уведомления сам (receiveNotification). Чтобы они приходили, укажите webhookUrl в настройках.',
    pushes: (host) => `Уведомления отправляются на ${host}.`,
    failing: (attempt, error) => `Они не принимаются. Попытка ${attempt}: ${error}`,
    pending: (count) => count ? `Ждут: ${n(count, 'уведомление', 'уведомления', 'уведомлений')}` : 'Уведомления', nonePending: 'Уведомлений нет', noneBecause: { taken: 'Клиент забрал всё, что было.', givenUp: 'То, что клиент не принял, оставлено без доставки; оно ниже.', silent: 'Все уведомления выключены в настройках: сообщается только о неудачах.' },
    drop: 'Выбросить', until: 'удалится', attempts: 'Попытки', noAttempts: 'Ещё ничего не отправляли', noAttemptsHint: 'Здесь видна каждая попытка и ответ на неё. Попытки до последнего запуска не хранятся.', attempt: 'Попытка', at: 'Когда', result: 'Ответ', took: 'Заняло', buried: '(оставлено)',
    resend: 'Отправить снова', resendAll: 'Отправить все снова', resent: 'Будет отправлено ещё раз, с новым receiptId.', dead: 'Оставленные',
  },
  events: { title: 'Что сообщили клиенту', hint: 'Последние уведомления с момента запуска, в том виде, в каком они ушли, в том числе уже забранные.', type: 'Тип', empty: 'Ещё ничего не сообщали', emptyHint: 'Отправьте сообщение или включите уведомления в настройках.' },
  settings: {
    pace: 'Темп', interval: 'Интервал между сообщениями', ms: 'мс', save: 'Сохранить', undo: 'Вернуть', saved: 'Сохранено. Действует сразу.', outOfRange: 'Такой интервал API не принимает.',
    range: (least, most) => `delaySendMessagesMilliseconds: от ${least} до ${most}; 3000 — хороший выбор`,
    means: (span, perDay) => `Одно сообщение раз в ${span}: за 24 часа уйдёт ${perDay}.`,
    fast: 'Чаще, чем раз в 3 секунды: такие аккаунты Telegram ограничивает чаще.', good: 'Бережно для аккаунта.',
    slow: (perDay) => `Медленно: если впереди больше ${perDay}, сообщение истечёт через 24 часа.`,
    proxied: (place) => `Аккаунт подключён только через ${place}.`, direct: 'Аккаунт подключён напрямую.',
    proxyHint: 'С другим прокси он сразу подключится заново; очередь никуда не денется.', noProxy: 'Подключить напрямую',
    forecast: (count, span) => `Очередь (${messages(count)}) займёт ${span}.`,
    expiring: (count) => `Истечёт: ${messages(count)}.`,
    webhook: 'Уведомления', webhookHint: 'Куда их отправлять. Пусто: клиент забирает их сам.', tokenHint: 'Передаётся в Authorization. Снова не показывается.',
    privateWebhook: 'Это частный адрес. Оператор должен разрешить его в outbound.allow, иначе ничего не отправляется.', name: 'Название', access: 'Доступ', showToken: 'Показать токен', hideToken: 'Скрыть токен', renewToken: 'Новый токен',
    renewWords: 'Старый токен перестанет действовать сразу: программы с ним будут получать 401, пока не узнают новый.', reboot: 'Переподключить', rebooted: 'Переподключаем.', remove: 'Удалить инстанс',
    removeWords: (count) => `Аккаунт выйдет из Telegram, а очередь (${messages(count)}), журнал и уведомления будут удалены навсегда.`,
    switches: {
      incomingWebhook: 'Входящие сообщения', outgoingAPIMessageWebhook: 'Отправленные через API', outgoingMessageWebhook: 'Отправленные с других устройств', outgoingWebhook: 'Доставлено и прочитано', stateWebhook: 'Изменения состояния', editedMessageWebhook: 'Изменённые сообщения', deletedMessageWebhook: 'Удалённые сообщения',
      markIncomingMessagesReaded: 'Отмечать входящие прочитанными', markIncomingMessagesReadedOnReply: 'Отмечать чат прочитанным при ответе', keepOnlineStatus: 'Показывать, что аккаунт в сети',
    },
  },
  explorer: {
    lead: 'Любой метод, на настоящем инстансе, с его токеном.', reference: 'Полное описание', methods: 'Методы', search: 'Найти метод', instance: 'Инстанс', body: 'Тело', rest: 'После токена', badJson: 'Это не JSON.', grave: 'Это выполнится по-настоящему, и вернуть ничего нельзя.', upload: 'Файлы загружаются на странице «Отправка» инстанса или примерами ниже.', run: 'Вызвать', samples: 'То же из программы', language: 'Язык примера', fillToken: 'Подставить токен', copySample: 'Скопировать пример',
  },
  compatibility: {
    lead: 'Направьте сюда свою программу, дайте ей поработать и посмотрите, всё ли понято из того, что она вызывает.', of: 'Чьи вызовы', everybody: 'все инстансы', none: 'Вызовов ещё не было', noneHint: 'Поменяйте apiUrl и mediaUrl в программе на адреса выше. Каждый вызов считается здесь по методу.',
    understood: (good, all) => `Понято методов: ${good} из ${all}`,
    since: (when) => `с ${when}`,
    method: 'Метод', verdict: 'Вывод', calls: 'Вызовы', refusedCount: 'Отказы', last: 'Последний', known: 'известен', unknown: 'неизвестен', fields: 'Незнакомые поля', fieldsHint: 'Они пропущены. Чаще всего это поля, которые есть только у WhatsApp.', refused: 'Отказы', docs: 'Все методы и их отличия',
  },
  operators: {
    people: 'Люди', none: 'Имени пока ни у кого нет: вы вошли по одноразовой ссылке.', seen: 'был(а)', never: 'ещё не входил(а)', noPassword: 'без пароля', remove: 'Удалить', role: 'Роль', roles: { operator: 'оператор', viewer: 'наблюдатель' }, add: 'Добавить человека', rolesHint: 'Оператор может всё. Наблюдатель видит очереди и журналы, но ничего не меняет.',
    removeWords: (name) => `${name} выйдет из консоли и не сможет вернуться.`,
    setPassword: 'Задайте пароль', setPasswordHint: 'Вы вошли по одноразовой ссылке. С паролем можно вернуться без неё.', changePassword: 'Смена пароля', current: 'Текущий пароль',
    newPassword: (least) => `Новый пароль, не короче ${least} символов`,
    audit: 'Что делали', searchAudit: 'Имя, действие или номер', noAudit: 'Ничего не подходит',
  },
  actions: {
    'session.start': 'вход', 'session.end': 'выход', 'session.refused': 'отказ во входе', 'operator.add': 'добавлен человек', 'operator.remove': 'удалён человек', 'operator.password': 'задан пароль', 'operator.role': 'изменена роль', 'instance.add': 'добавлен инстанс', 'instance.remove': 'удалён инстанс', 'instance.rename': 'инстанс переименован', 'instance.proxy': 'изменён прокси', 'instance.settings': 'изменены настройки', 'instance.reboot': 'переподключение', 'instance.logout': 'выход из аккаунта',
    'token.show': 'просмотр токена', 'token.renew': 'новый токен', 'queue.cancel': 'отмена', 'queue.clear': 'очередь очищена', 'queue.pause': 'пауза', 'queue.resume': 'продолжение', 'queue.release': 'отпущено удержанное', 'journal.retry': 'отправка снова', 'login.start': 'начат вход', 'login.cancel': 'вход прерван', 'login.link': 'создана ссылка для входа', 'notification.delete': 'выброшено уведомление', 'letters.resend': 'оставленное отправлено снова', 'event.resend': 'уведомление отправлено снова', 'api.call': 'вызов API', sandbox: 'песочница',
  },
  actors: { 'command line': 'командная строка', 'operator token': 'токен оператора' },
  texts: {
    'there is an operator of this name': 'Оператор с таким именем уже есть.', 'there is no operator of this name': 'Оператора с таким именем нет.',
    'the last operator cannot become a viewer; add another one first': 'Последний оператор не может стать наблюдателем: сначала добавьте другого.',
    'the last operator cannot be removed; add another one first': 'Последнего оператора удалить нельзя: сначала добавьте другого.',
    "'current' is not the present password": 'Текущий пароль неверен.',
    'This idInstance is in use, or was': 'Этот idInstance занят или был занят раньше.',
    "'apiTokenInstance' must have 16 to 128 letters and digits": 'apiTokenInstance: от 16 до 128 букв и цифр.',
    "'idInstance' must have 1 to 10 digits": 'idInstance: от 1 до 10 цифр.',
    "'phoneNumber' must have 7 to 15 digits": 'Номер телефона: от 7 до 15 цифр.',
    "'webhookUrl' must be a valid uri": 'webhookUrl: это не адрес; нужен http:// или https://.',
    'the message is being sent': 'Сообщение уже отправляется.', 'somebody is logged in; log out first': 'Вход уже выполнен; сначала выйдите из аккаунта.', 'no login is under way': 'Вход не начат.',
  },
  about: {
    commit: 'Коммит', started: 'Запущен', reference: 'Описание API', environment: 'Окружение Postman', risks: 'Ограничения и риски', sandbox: 'Это песочница: ничего не покидает эту машину.', home: 'Шлюз обращается только к Telegram, к вашим вебхукам и к файлам, которые вы назвали.',
    risksWords: ['Telegram может ограничить или заблокировать аккаунт, который пишет многим незнакомым. Пишите тем, кто этого ждёт, и держите интервал не меньше 3 секунд.', 'Это не продукт Telegram или GREEN-API.'],
  },
  help: { title: 'Клавиши', keys: 'Клавиши', search: 'поиск', pause: 'пауза или продолжение очереди', overview: 'обзор', explorer: 'вызовы API', close: 'закрыть открытое', code: '</> рядом с кнопкой показывает её вызов API.' },
  phone: {
    title: 'Другая сторона', show: 'Показать телефон', hide: 'Скрыть телефон', chat: 'Чат с аккаунтом', nothing: 'Ещё ничего не пришло. Отправьте сообщение на 10000000.', write: 'Написать от собеседника', send: 'Написать', scan: 'Сканировать QR', scanned: 'Отсканировано.', withPassword: 'с облачным паролем (он: secret)',
    scanHint: 'Этот телефон входит за вас: сканирует QR, который показывает страница.', codeHint: 'По номеру и коду: любой номер из 11 цифр, код 12345.',
    of: (name) => `Собеседник (10000000) инстанса «${name}»`,
    faults: 'Пусть Telegram шалит', faultsHint: 'А очередь скажет, чего ждёт.', flood: 'Ожидание 10 с', outage: 'Обрыв на 10 с', disconnect: 'Оборвать связь', refuse: 'Отказать одному', revoke: 'Выйти с телефона', heal: 'Починить', struck: 'Готово. Видно на следующем сообщении.', healed: 'Всё снова хорошо.',
  },
}
