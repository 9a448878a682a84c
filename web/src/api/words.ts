// The words of the API, by the names that the pages use.
import type { components } from './schema'

type Schemas = components['schemas']

export type Instance = Schemas['ConsoleInstance']
export type State = Instance['state']
export type Cause = NonNullable<Instance['cause']>
export type Account = Schemas['ConsoleAccount']
export type QueueState = Schemas['ConsoleQueueState']
export type Queued = Schemas['ConsoleQueued']
export type WaitsFor = Queued['waitsFor']
export type Filter = Schemas['ConsoleFilter']
export type Recorded = Schemas['ConsoleRecorded']
export type Told = Schemas['ConsoleTold']
export type Delivery = Schemas['ConsoleDelivery']
export type Letter = Schemas['ConsoleLetter']
export type BornEvent = Schemas['ConsoleBornEvent']
export type Login = Schemas['ConsoleLogin']
export type Problem = NonNullable<Login['problem']>
export type Settings = Schemas['ConsoleSettings']
export type Chart = Schemas['ConsoleChart']
export type Session = Schemas['ConsoleSession']
export type Blast = Schemas['ConsoleBlast']
export type Operator = Schemas['ConsoleOperator']
export type AuditEntry = Schemas['ConsoleAuditEntry']
export type Compatibility = Schemas['ConsoleCompatibility']
export type Health = Schemas['ConsoleHealthReport']
export type About = Schemas['ConsoleAbout']
