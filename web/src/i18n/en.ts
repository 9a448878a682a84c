import type { Cause, Problem, Queued, State, WaitsFor } from '../api/words'
import { plural } from './plural'

const n = (count: number, one: string, other: string) => plural('en', count, { one, other })
const messages = (count: number) => n(count, 'message', 'messages')
const from = (oldest: string) => oldest ? `, the oldest from ${oldest}` : ''

const size = (bytes: number) => bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`
const ms = (us: number) => us >= 1000 ? `${Math.round(us / 1000)} ms` : `${us} µs`

// A Say is what a check of the health says, with its figure and its date.
export type Say = (figure: number, until: string) => string

const states: Record<State, string> = {
  notAuthorized: 'not logged in', pendingPassword: 'password needed', starting: 'connecting', authorized: 'authorized', suspended: 'suspended', blocked: 'blocked',
}

const waitsFor: Record<WaitsFor, string> = {
  sending: 'being sent', turn: 'its turn', interval: 'the interval', flood: 'flood wait', offline: 'connection', retry: 'next try', authorization: 'login',
  suspended: 'suspension', paused: 'pause', held: 'held', chat: 'its chat', expiry: 'expired',
}

const reasons: Record<NonNullable<Queued['reason']>, string> = {
  method: 'Telegram asked to wait with such calls', slow_mode: 'the chat is in slow mode', resolving: 'the chat is being looked up', file: 'its file is not fetched yet',
  fault: 'a fault on Telegram’s side', first_contact: 'new chats are restricted for this account', suspended: 'the account is suspended', flood: 'Telegram asked to wait',
  offline: 'no connection to Telegram', held: 'held: it may have been sent',
}

const causes: Record<Cause, string> = {
  logout: 'Logged out here: by this console, the API or a command.',
  revoked: 'The session was ended from another device, or by Telegram. Log in again.',
  duplicated: 'The session was used from two places at once, so Telegram ended it. See that no copy of this gateway runs, then log in again.',
  expired: 'The session was too old for Telegram. Log in again.',
  foreign: 'The session belongs to another Telegram, a sandbox’s or the real one’s, and is kept. Start the gateway for that one, or log in again.',
  lost: 'The data directory holds no session of this account. Log in again.',
  deleted: 'The account was deleted at Telegram.',
  banned: 'Telegram has banned the account. Its owner may appeal in Telegram’s app.',
  frozen: 'Telegram has frozen the account: it can look, and write nothing. Its owner may appeal in Telegram’s app.',
  restricted: 'Telegram took the account for a sender of spam and restricts it for a while. Write to people who expect it; @SpamBot in Telegram tells more.',
}

const problems: Record<Problem, string> = {
  already_registered: 'Somebody is logged in already. Log out first.',
  authorization_not_started: 'No code was asked for. Enter the phone number again.',
  verify_code_wrong: 'That code is wrong. Look at it again and enter it once more.',
  code_expired: 'That code is too old. Ask for a new one.',
  timeout: 'It took too long. Start again.',
  password_required: 'This account has a two-step password. Enter it.',
  invalid_password: 'That password is wrong. It is the two-step password of Telegram, not the code.',
  rate_limit_exceeded: 'Telegram asks to wait before the next try.',
  time_limit_expired_logout: 'Telegram has forgotten this login. Start again.',
  phone_number_invalid: 'Telegram does not take this phone number. Enter it with the country code, digits alone.',
  phone_number_banned: 'Telegram has banned this phone number.',
  api_id_missing: 'The gateway has no api_id. Get one at my.telegram.org and start the gateway with SLUICE_TELEGRAM_API_ID and SLUICE_TELEGRAM_API_HASH.',
  no_such_account: 'There is no Telegram account with this phone number.',
  qr_not_scanned: 'The QR was not scanned for a while, so it was put away. Show it again when you are ready.',
  refused: 'Telegram has refused the login.',
  unreachable: 'Telegram cannot be reached. It is tried again by itself.',
  account_blocked: 'Telegram has blocked this account.',
  superseded: 'Another login has begun for this instance.',
}

const shut: Record<State, string> = {
  notAuthorized: 'shut until somebody logs in', pendingPassword: 'shut until the password is given', starting: 'shut while it connects', authorized: '', suspended: 'shut by Telegram for a while', blocked: 'shut: Telegram has blocked the account',
}

export const en = {
  language: 'Language', menu: 'Menu', skip: 'Skip to content', close: 'Close', keep: 'Leave it', all: 'all', optional: 'optional', loading: 'Loading…', older: 'Older',
  nowWord: 'now', signOut: 'Sign out', noPage: 'There is no such page.', away: 'The gateway does not answer. Trying again…', reconnecting: 'Reconnecting… what you see may be old',
  ago: (span: string) => `${span} ago`,
  inTime: (span: string) => `in ${span}`,
  untilTime: (clock: string) => `at ${clock}`,
  copy: (text: string) => text ? `Copy ${text}` : 'Copy',
  copied: 'Copied', copyJson: 'Copy as JSON', copyCurl: 'Copy as curl', showCall: 'Show the API call', sandboxOnly: 'Sandbox only',
  typeToConfirm: (what: string) => `Type ${what} to confirm`,
  limitedFor: (seconds: number) => `Try again in ${n(seconds, 'second', 'seconds')}.`,
  waiting: (count: number) => count === 0 ? 'Nothing waits' : `${messages(count)} waiting`,
  sandboxBanner: 'Sandbox', sandboxHint: 'A fake Telegram: nothing leaves this machine.',
  states, shut, waitsFor, reasons, causes, problems,
  nav: { overview: 'Overview', explorer: 'API explorer', compatibility: 'Compatibility', operators: 'Operators', about: 'Health and about', allInstances: (count: number) => `All ${count} instances` },
  tabs: { login: 'Log in', queue: 'Queue', send: 'Send', journal: 'Journal', webhooks: 'Webhooks', events: 'Events', settings: 'Settings' },
  failures: {
    unreachable: 'The gateway does not answer.', unauthorized: 'You are not signed in, or the name or password is wrong.', forbidden: 'You may look, but not change this.', not_found: 'It is not there any more.',
    conflict: 'It has changed meanwhile. Look at it again.', waiting: 'Messages wait: say what becomes of them.', reauthenticate: 'Sign in with your password once more, then repeat.',
    limited: 'Too many calls. Wait a moment.', full: 'The queue is full.', unavailable: 'It cannot be done now. Try again.', internal: 'The gateway has failed here; its log says why.',
  },
  why: {
    empty: 'open', turn: 'ready to go', sending: 'being sent now', held: { restored: 'held since the restore from a backup: release it to go on', account: 'held after a change of account: release it to go on', asked: 'held: release it to go on', doubt: 'held: it may have been sent, and nobody can tell; release it to have it looked for again' }, authorization: 'waits until somebody logs in', expiry: 'its 24 hours are over',
    chat: 'its chat waits',
    interval: (at: string) => `next ${at}`,
    flood: (at: string) => `Telegram asked to wait: goes on ${at}`,
    offline: (at: string) => `no connection: next try ${at}`,
    retry: (at: string) => `a try failed: next one ${at}`,
    suspended: (at: string) => `the account is suspended${at && `: goes on ${at}`}`,
    allAside: (at: string) => `all chats are set aside${at && `: goes on ${at}`}`,
    pausedBy: (who: string) => who ? `paused by ${who}` : 'paused',
    behind: (count: number) => `behind ${n(count, 'other', 'others')}`,
    behindInChat: (count: number) => `behind ${n(count, 'other', 'others')} of its chat`,
  },
  kinds: { sendMessage: 'text', sendFileByUrl: 'file', sendLocation: 'location', sendContact: 'contact', sendPoll: 'poll', forwardMessages: 'forward' },
  statuses: { pending: 'waiting', delivered: 'delivered', read: 'read', failed: 'failed', noAccount: 'no account', expired: 'expired', cleared: 'cancelled' },
  signin: {
    title: 'Sign in', name: 'Name', password: 'Password', enter: 'Sign in', hint: 'No password yet? A one-time link lets you in. On the machine of the gateway:',
    linkRefused: 'That link was used already, or its time is over.', refused: 'That name or password is wrong.',
  },
  steps: {
    title: 'First steps', hide: 'Hide the first steps', show: 'Show the first steps', hello: 'Hello from Sluice', send: 'Send your first message',
    sendHint: 'It is stored, waits for its turn, goes out, is read and answered: all of it here, live.',
    watch: 'Watch the queue', code: 'The same by code', codeHint: 'Any program that can make an HTTP request can send.', otherLanguages: 'Python, JavaScript, PHP, Java, Go, VBA',
    connect: 'Connect an account', connectHint: 'Log in by QR, or by phone and code. Practise on the second instance: the phone beside the page scans for you.', practise: 'Show its QR',
    migrate: 'Already on GREEN-API?', migrateHint: 'Keep your idInstance and apiTokenInstance, and change one thing in your program: apiUrl.',
  },
  overview: {
    add: 'Add an instance', search: 'Name, number or account', byState: 'State', anyState: 'any state', none: 'No instance yet', noneHint: 'An instance is one Telegram account with its queue. Add one, then log in by QR.',
    oldest: 'oldest', waiting: 'Waiting', oldestMessage: 'Oldest message', rate: 'Sent in the last minute', states: 'Accounts', added: 'Added. Now log in.',
    haveId: 'I have an idInstance and a token already', haveIdHint: 'Programs that know them go on working; only apiUrl changes.', proxy: 'Proxy', proxyUrl: 'Address of the proxy',
    addHint: (perDay: string) => `It begins with an interval of 3 seconds: up to ${perDay} messages a day, which is kind to the account.`,
    instances: (count: number) => n(count, 'instance', 'instances'),
    tooMany: (count: number) => `${n(count, 'more', 'more')}: search for them`,
  },
  chart: {
    title: 'The last hour', sent: 'sent a minute', received: 'received a minute', waiting: 'waiting',
    summary: (sent: number, failed: number, waiting: number) => `In the last hour ${messages(sent)} sent, ${failed} failed; ${waiting} waiting now`,
  },
  health: {
    title: 'Health',
    words: {
      'store.works': (us) => `What is accepted is stored safely${us ? `: a write takes ${ms(us)} to be on the disk` : ''}.`,
      'store.slow': (us) => `A write takes ${ms(us)} to be on the disk, so every request takes at least that long. A faster disk helps, or a less busy one.`,
      'store.failed': () => 'The store does not take writes: nothing is accepted. Look at the disk and the log.',
      'disk.roomy': (bytes) => `${size(bytes)} are free on the disk.`,
      'disk.low': (bytes) => `${size(bytes)} are free on the disk. Free some soon: below 256 MiB nothing is accepted.`,
      'disk.full': (bytes) => `${size(bytes)} are free on the disk: nothing is accepted. Free some, or move the data directory.`,
      'disk.unknown': () => 'The disk does not say how much room it has. Put the data directory on a disk of this machine.',
      'files.fit': (percent) => `Files take ${percent} % of their quota.`,
      'files.nearly_full': (percent) => `Files take ${percent} % of their quota. Beyond it the oldest that came in go first, and uploads are refused: raise media.quota.`,
      'files.unlimited': (bytes) => `Files take ${size(bytes)}.`,
      'tls.valid': (_, until) => `The certificate is good until ${until}.`,
      'tls.ending': (_, until) => `The certificate ends on ${until}. Put a new one in its place; no restart is needed.`,
      'tls.over': (_, until) => `The certificate ended on ${until}: clients refuse to connect. Put a new one in its place; no restart is needed.`,
      'tls.proxied': () => 'TLS is the affair of a proxy in front.',
      'tls.open': () => 'The API is open to the network without TLS, and tokens stand in its addresses. Set tls.cert and tls.key, or put a proxy with TLS in front and set publicUrl to its https:// address.',
      'api_id.set': () => 'Accounts can log in.', 'api_id.missing': () => 'There is no api_id, so nobody can log in. Get one with its api_hash at https://my.telegram.org/apps and set telegram.apiId and telegram.apiHash.',
      'sessions.connected': () => 'Every account that is logged in is connected.', 'sessions.connecting': (count) => `${n(count, 'account is', 'accounts are')} not connected; each is tried again by itself.`,
      'webhooks.delivered': () => 'Every webhook takes what it is sent.', 'webhooks.failing': (count) => `${n(count, 'webhook does', 'webhooks do')} not take what they are sent; see the Webhooks of their instances.`,
    } as Record<string, Say>,
  },
  instance: {
    unknown: 'There is no such instance.', proxied: 'by proxy', suspendedUntil: 'until', pause: 'Pause', resume: 'Resume', paused: 'Paused. What is accepted waits.', resumed: 'Goes on.', release: 'Release what is held',
    logIn: 'Log in', logOut: 'Log out', needsLogin: 'Nobody is logged in. What is accepted waits.', needsPassword: 'The two-step password is missing.',
    logOutWords: (count: number) => count ? `The account is logged out at Telegram. ${messages(count)} ${count === 1 ? 'waits' : 'wait'} in the queue and will go out after the next login, unless you cancel them.` : 'The account is logged out at Telegram. Settings, journal and notifications stay.',
  },
  queue: {
    search: 'Search', searchHint: 'Text, chatId or idMessage', byReason: 'What it waits for', anyReason: 'any reason', byType: 'Type', anyType: 'any type', clearSearch: 'Clear the search',
    nothingFound: 'Nothing found', nothingFoundHint: 'Nothing that waits fits the search.', empty: 'Nothing waits', emptyHint: 'Everything that was accepted has gone. Send something, and watch it here.',
    cancel: 'Cancel', cancelAll: 'Cancel all', cancelFound: 'Cancel what is found', cancelVerb: 'Cancel them',
    cancelThis: (id: string) => `Cancel message ${id}`,
    cancelled: (count: number) => `${messages(count)} cancelled`,
    blast: (count: number, oldest: string) => `This cancels ${messages(count)}${from(oldest)}. Nobody will get ${count === 1 ? 'it' : 'them'}.`,
    listOf: (count: number) => `The queue: ${messages(count)}`,
    willExpire: 'will expire before its turn', goesAt: 'goes', lastGoes: 'The last one goes',
    pace: (span: string, perDay: string) => `One message each ${span}: at most ${perDay} in 24 hours.`,
    aside: (count: number) => `${n(count, 'message is', 'messages are')} set aside; the others go on.`,
    overdue: (count: number) => `${messages(count)} will expire before the turn comes.`,
    message: 'Message', accepted: 'Accepted', goes: 'Goes', expires: 'Expires', attempts: 'Tries', inDoubt: 'in doubt: may have been sent; a repeat does no harm', hasGone: 'It is not in the queue any more.', seeJournal: 'See the journal',
  },
  send: {
    title: 'Send', kind: 'Type of message', button: 'Send', more: 'Quote and typing', accepted: 'Accepted and stored.', acceptedWaits: 'Accepted and stored. It waits until the account is authorized.',
    acceptedAt: (clock: string) => `Accepted and stored. The queue is empty at about ${clock}.`,
    chatHint: 'A user or group number, 79991234567@c.us, or @username',
    kinds: { sendMessage: 'Text', sendFileByUpload: 'File', sendFileByUrl: 'File by link', sendLocation: 'Location', sendContact: 'Contact', sendPoll: 'Poll', forwardMessages: 'Forward' },
    fields: {
      chatId: 'To (chatId)', message: 'Message', file: 'File, up to 100 MB', caption: 'Caption', urlFile: 'Link to the file', fileName: 'File name', latitude: 'Latitude', longitude: 'Longitude', nameLocation: 'Name of the place', address: 'Address',
      phoneContact: 'Phone, digits alone', firstName: 'First name', lastName: 'Last name', company: 'Company', question: 'Question', options: 'Answers, one a line', multipleAnswers: 'Several answers allowed',
      chatIdFrom: 'From (chatId)', messages: 'idMessage of each, one a line', quotedMessageId: 'Quoted idMessage', typingTime: 'Typing before, in ms (1000 to 20000)',
    },
  },
  login: {
    title: 'Log in', how: 'How to log in', byQr: 'By QR', byPhone: 'By phone', starting: 'Asking Telegram…', showQr: 'Show the QR', qrOff: 'No QR is shown now.', qrAlt: 'QR to log in with',
    steps: ['Open Telegram on the phone.', 'Settings → Devices → Link Desktop Device.', 'Point the phone at this picture.'],
    renews: (span: string) => `renews itself in ${span}`,
    phone: 'Phone number', phoneHint: 'With the country code, digits alone.', askCode: 'Send me a code', code: 'Code', codeByApp: 'Telegram has sent it to your other devices.', codeBySms: 'Telegram has sent it by SMS.', enter: 'Log in',
    validUntil: (clock: string) => `Valid until ${clock}.`,
    password: 'Two-step password', passwordHint: 'This account asks for a password after the code.',
    hint: (hint: string) => `The account’s own hint: ${hint}`,
    before: (who: string) => `Logged in before: ${who}`,
    same: 'It is the account of before.', other: (who: string) => `It is another account than before (${who}).`,
    allHeld: 'Everything that waits is held until you release it.',
    someHeld: (count: number) => `${messages(count)} may have been sent already and ${count === 1 ? 'is' : 'are'} held until you release ${count === 1 ? 'it' : 'them'}. The others go out by themselves.`,
    otherRule: { send: 'If another account logs in, they are sent by that one; a message that may have been sent already is held.', hold: 'If another account logs in, all of them are held until you release them (queue.onOtherAccount).' },
    stop: 'Stop this login', done: 'Logged in', doneHint: 'The queue goes out by itself.', doneGuest: 'You can close this page.', guestWords: 'This page connects one Telegram account, and shows nothing else.',
    waitingAsk: (count: number, oldest: string) => `${messages(count)} ${count === 1 ? 'waits' : 'wait'} in the queue${from(oldest)}. What becomes of ${count === 1 ? 'it' : 'them'} once somebody is logged in?`,
    waiting: { send: 'Send', hold: 'Hold', clear: 'Cancel' }, waitingHint: { send: 'They go out at once, in their order.', hold: 'They wait until you release them.', clear: 'They are cancelled now.' },
    linkOver: 'This link has ended', linkOverHint: 'It was used, or its time is over. Ask for a new one.', linkTitle: 'Let somebody else log in', linkHint: 'A link to this QR alone, without a token. It ends with the login, or after an hour.', linkMake: 'Make a link', linkCopy: 'Copy the link',
  },
  journal: {
    direction: 'Direction', directions: { all: 'both directions', outgoing: 'sent', incoming: 'received' }, status: 'Status', anyStatus: 'any status', empty: 'The journal is empty', emptyHint: 'What was sent and what came in stands here for 30 days.',
    edited: 'edited', deleted: 'deleted', sentAgainAs: 'Sent again as', retry: 'Send again', retryAll: 'Send failed ones again', nothingFailed: 'Nothing is left to send again.',
    retried: (count: number) => `${messages(count)} accepted again`,
    blast: (count: number, oldest: string) => `This sends ${messages(count)} again${from(oldest)}, as new ones with new ids.`,
  },
  webhooks: {
    polls: 'The client asks for notifications itself (receiveNotification). Set a webhookUrl in the settings to have them pushed.',
    pushes: (host: string) => `Notifications are pushed to ${host}.`,
    failing: (attempt: number, error: string) => `It does not take them. Try ${attempt}: ${error}`,
    pending: (count: number) => count ? `${n(count, 'notification waits', 'notifications wait')}` : 'Notifications', nonePending: 'No notification waits', noneBecause: { taken: 'The client has taken all there were.', givenUp: 'What the client did not take was given up; it is below.', silent: 'All switches for notifications are off in the settings: failures alone are told.' },
    drop: 'Drop', until: 'dropped', attempts: 'Attempts', noAttempts: 'Nothing was pushed yet', noAttemptsHint: 'Each attempt is shown here with its answer. Attempts before the last start are not kept.', attempt: 'Try', at: 'When', result: 'Answer', took: 'Took', buried: '(given up)',
    resend: 'Send again', resendAll: 'Send all again', resent: 'It is told once more, under a new receiptId.', dead: 'Given up',
  },
  events: { title: 'What the client was told', hint: 'The last notifications since the start, also those that were taken, as they went out.', type: 'Type', empty: 'Nothing was told yet', emptyHint: 'Send a message, or switch notifications on in the settings.' },
  settings: {
    pace: 'Pace', interval: 'Interval between two messages', ms: 'ms', save: 'Save', undo: 'Undo', saved: 'Saved. It counts at once.', outOfRange: 'The API does not take this interval.',
    range: (least: string, most: string) => `delaySendMessagesMilliseconds: ${least} to ${most}; 3000 is a good one`,
    means: (span: string, perDay: string) => `One message each ${span}: ${perDay} fit into 24 hours.`,
    fast: 'Faster than one in 3 seconds: Telegram restricts such accounts more often.', good: 'Kind to the account.',
    slow: (perDay: string) => `Slow: what stands behind more than ${perDay} others expires after 24 hours.`,
    proxied: (place: string) => `The account is connected through ${place} alone.`, direct: 'The account is connected directly.',
    proxyHint: 'With another proxy it connects anew at once; what waits goes on waiting.', noProxy: 'Connect directly',
    forecast: (count: number, span: string) => `The ${messages(count)} that wait would take ${span}.`,
    expiring: (count: number) => `${messages(count)} would expire.`,
    webhook: 'Notifications', webhookHint: 'Where they are pushed. Empty: the client asks for them.', tokenHint: 'Sent along as Authorization. It is not shown again.',
    privateWebhook: 'The address is a private one. The operator must allow it with outbound.allow, or nothing is pushed.', name: 'Name', access: 'Access', showToken: 'Show the token', hideToken: 'Hide the token', renewToken: 'New token',
    renewWords: 'The old token stops at once: programs that use it get 401 until they know the new one.', reboot: 'Reconnect', rebooted: 'Reconnecting.', remove: 'Remove the instance',
    removeWords: (count: number) => `The account is logged out, and queue (${messages(count)}), journal and notifications are deleted for good.`,
    switches: {
      incomingWebhook: 'Incoming messages', outgoingAPIMessageWebhook: 'Messages sent by the API', outgoingMessageWebhook: 'Messages sent on other devices', outgoingWebhook: 'Delivered and read', stateWebhook: 'Changes of the state', editedMessageWebhook: 'Edited messages', deletedMessageWebhook: 'Deleted messages',
      markIncomingMessagesReaded: 'Mark incoming messages read', markIncomingMessagesReadedOnReply: 'Mark a chat read on reply', keepOnlineStatus: 'Show the account online',
    },
  },
  explorer: {
    lead: 'Every method, on a real instance, with its token filled in.', reference: 'Full reference', methods: 'Methods', search: 'Find a method', instance: 'Instance', body: 'Body', rest: 'Behind the token', badJson: 'This is not JSON.', grave: 'This is done for real, and cannot be taken back.', upload: 'Uploads are on the Send page of the instance, or by the samples below.', run: 'Call it', samples: 'The same by code', language: 'Language of the sample', fillToken: 'Fill in the token', copySample: 'Copy the sample',
  },
  compatibility: {
    lead: 'Point your program here, let it run, and see whether all that it calls is understood.', of: 'Whose calls', everybody: 'all instances', none: 'No program has called yet', noneHint: 'Change apiUrl and mediaUrl in your program to the addresses above. Each call is counted here by its method.',
    understood: (good: number, all: number) => `${good} of ${n(all, 'method', 'methods')} understood`,
    since: (when: string) => `since ${when}`,
    method: 'Method', verdict: 'Verdict', calls: 'Calls', refusedCount: 'Refused', last: 'Last', known: 'known', unknown: 'unknown', fields: 'Unknown fields', fieldsHint: 'These were ignored. Most are fields that WhatsApp alone has.', refused: 'Refused calls', docs: 'All methods and their differences',
  },
  operators: {
    people: 'People', none: 'Nobody has a name yet: you came by the one-time link.', seen: 'seen', never: 'never signed in', noPassword: 'no password', remove: 'Remove', role: 'Role', roles: { operator: 'operator', viewer: 'viewer' }, add: 'Add somebody', rolesHint: 'An operator may do everything. A viewer sees queues and journals, and changes nothing.',
    removeWords: (name: string) => `${name} is signed out and cannot come back.`,
    setPassword: 'Set your password', setPasswordHint: 'You came by a one-time link. With a password you can come back without one.', changePassword: 'Change your password', current: 'Current password',
    newPassword: (least: number) => `New password, at least ${least} characters`,
    audit: 'What was done', searchAudit: 'Name, action or number', noAudit: 'Nothing fits',
  },
  actions: {
    'session.start': 'signed in', 'session.end': 'signed out', 'session.refused': 'was refused', 'operator.add': 'added a person', 'operator.remove': 'removed a person', 'operator.password': 'set a password', 'operator.role': 'changed a role', 'instance.add': 'added an instance', 'instance.remove': 'removed an instance', 'instance.rename': 'renamed an instance', 'instance.proxy': 'changed a proxy', 'instance.settings': 'changed settings', 'instance.reboot': 'reconnected', 'instance.logout': 'logged out the account',
    'token.show': 'looked at the token', 'token.renew': 'made a new token', 'queue.cancel': 'cancelled', 'queue.clear': 'cleared the queue', 'queue.pause': 'paused', 'queue.resume': 'resumed', 'queue.release': 'released', 'journal.retry': 'sent again', 'login.start': 'began a login', 'login.cancel': 'stopped a login', 'login.link': 'made a login link', 'notification.delete': 'dropped a notification', 'letters.resend': 'resent what was given up', 'event.resend': 'resent a notification', 'api.call': 'called the API', sandbox: 'used the sandbox',
  } as Record<string, string>,
  actors: {} as Record<string, string>, // of the audit, by the server's words
  texts: {} as Record<string, string>, // errors that are told better than by their kind, by the server's words
  about: {
    commit: 'Commit', started: 'Started', reference: 'API reference', environment: 'Postman environment', risks: 'Limits and risks', sandbox: 'This is the sandbox: nothing leaves this machine.', home: 'The gateway calls nobody but Telegram, your webhooks and the files you name.',
    risksWords: ['Telegram can restrict or ban accounts that write to many strangers. Write to people who expect it, and keep the interval at 3 seconds or more.', 'This is not a product of Telegram or GREEN-API.'],
  },
  help: { title: 'Keys', keys: 'Keys', search: 'search', pause: 'pause or resume the queue', overview: 'overview', explorer: 'API explorer', close: 'close what is open', code: '</> beside a button shows the API call behind it.' },
  phone: {
    title: 'The other side', show: 'Show the phone', hide: 'Hide the phone', chat: 'Chat with the account', nothing: 'Nothing has come yet. Send a message to 10000000.', write: 'Write as the partner', send: 'Write', scan: 'Scan the QR', scanned: 'Scanned.', withPassword: 'with a two-step password (it is: secret)',
    scanHint: 'This phone logs in for you: it scans the QR that the page shows.', codeHint: 'By phone and code: any number of 11 digits, and the code is 12345.',
    of: (name: string) => `The partner (10000000) of “${name}”`,
    faults: 'Make Telegram misbehave', faultsHint: 'And watch the queue say what it waits for.', flood: 'Flood wait, 10 s', outage: 'Outage, 10 s', disconnect: 'Cut the connection', refuse: 'Refuse one message', revoke: 'Log out from the phone', heal: 'Heal', struck: 'Done. It shows with the next message.', healed: 'All is well again.',
  },
}
