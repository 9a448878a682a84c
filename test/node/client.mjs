// Drives the official JS client through every method that it has, as a program
// of its users would, and reports each call as JSON on standard output. The
// client comes from npm and is not changed: only the address of its axios client
// is set, as docs/clients.md says. test/examples/client_test.go runs this.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const given = JSON.parse(readFileSync(0, "utf8")); // {modules, files, apiUrl, sandboxUrl, partnerToken, idInstance, apiTokenInstance}
console.log = console.error; // the client writes its log there; standard output is for the report

const { GreenApiClient, GreenApiPartnerClient } = createRequire(`${given.modules}/`)("@green-api/whatsapp-api-client-js-v2");

const client = new GreenApiClient({ idInstance: given.idInstance, apiTokenInstance: given.apiTokenInstance });
client.client.defaults.baseURL = `${given.apiUrl}/waInstance${given.idInstance}`;
const partner = new GreenApiPartnerClient({ partnerToken: given.partnerToken, partnerApiUrl: given.apiUrl });

const chatId = "10000000"; // the demo's partner: it reads, and sends back what it gets
const id = /^\d{13}$/;
const link = new RegExp(`^${given.apiUrl}/download/4900/[^/]+$`);
const picture = new File([readFileSync(`${given.files}/picture.jpg`)], "picture.jpg", { type: "image/jpeg" });
const text = new Blob([readFileSync(`${given.files}/a.txt`)], { type: "text/plain" });

const calls = []; // {method, problem}: in the order they were made

// call makes one call and lets check judge its answer.
async function call(of, method, args, check) {
  const made = { method: of === partner ? `partner.${method}` : method, problem: "" };
  calls.push(made);
  try {
    const answer = await of[method](...args);
    check(answer);
    return answer;
  } catch (error) {
    made.problem = String(error.message ?? error).slice(0, 2000);
    return undefined;
  }
}

const does = (method, args, check) => call(client, method, args, check);
const is = (want) => (got) => assert.deepEqual(got, want);
const has = (want) => (got) => {
  for (const [key, value] of Object.entries(want)) assert.deepEqual(got[key], value, key);
};
const silence = (got) => assert.equal(got || undefined, undefined);
const queued = (got) => {
  assert.deepEqual(Object.keys(got), ["idMessage"]);
  assert.match(got.idMessage, id);
};

// The loop of every bot: receive, handle, delete.
const heard = [];
async function hear(what, fits) {
  for (let polls = 0; polls < 100; polls++) {
    const found = heard.find(fits);
    if (found) return found;
    const told = await does("receiveNotification", [5], (got) => got === null || assert.deepEqual(Object.keys(got), ["receiptId", "body"]));
    if (!told) continue;
    heard.push(told.body);
    await does("deleteNotification", [told.receiptId], is({ result: true, reason: "" }));
  }
  return assert.fail(`nothing was heard of ${what} in ${JSON.stringify(heard)}`);
}
const delivered = (message) =>
  hear(`the delivery of ${message.idMessage}`, (n) => n.typeWebhook === "outgoingMessageStatus" && n.idMessage === message.idMessage && n.status === "delivered");

// serves looks at what lies behind the link of the uploaded text.
async function serves(url) {
  assert.equal(await (await fetch(url)).text(), await text.text());
}

async function account() {
  await does("getStateInstance", [], is({ stateInstance: "authorized" }));
  await does("getSettings", [], (got) => {
    assert.equal(Object.keys(got).length, 15);
    assert.equal(got.typeInstance, "telegram");
  });
  await does("setSettings", [{ webhookUrl: "", incomingWebhook: "yes", outgoingWebhook: "yes", outgoingAPIMessageWebhook: "yes", stateWebhook: "yes", pollMessageWebhook: "no", incomingCallWebhook: "no" }], is({ saveSettings: true }));
  await does("getWaSettings", [], has({ stateInstance: "authorized", deviceId: "" }));
  await does("getQR", [], is({ type: "alreadyLogged", message: "instance account already authorized" }));
  await does("setProfilePicture", [picture], (got) => {
    has({ reason: null, setProfilePicture: true })(got);
    assert.match(got.urlAvatar, link);
  });
}

async function sending() {
  const first = await does("sendMessage", [{ chatId, message: "hello", linkPreview: false }], queued);
  await does("sendMessage", [{ chatId, message: "a quote", quotedMessageId: first.idMessage }], queued);
  const uploaded = await does("sendFileByUpload", [{ chatId, file: { data: text, fileName: "a.txt" }, caption: "an upload" }], (got) => {
    assert.match(got.idMessage, id);
    assert.match(got.urlFile, link);
  });
  const file = await does("uploadFile", [picture], (got) => assert.match(got.urlFile, link));
  await does("uploadFile", [text, "b.txt"], (got) => assert.match(got.urlFile, link));
  await does("sendFileByUrl", [{ chatId, file: { url: file.urlFile, fileName: "picture.jpg" }, caption: "a link" }], queued);
  await does("sendPoll", [{ chatId, message: "Which?", options: [{ optionName: "this" }, { optionName: "that" }], multipleAnswers: false }], queued);
  await does("sendLocation", [{ chatId, nameLocation: "Square", address: "Main street 1", latitude: 55.7558, longitude: 37.6173 }], queued);
  const last = await does("sendContact", [{ chatId, contact: { phoneContact: 79991234567, firstName: "Ivan", company: "Acme" } }], queued);
  await does("showMessagesQueue", [], (got) => {
    assert.ok(got.length >= 3, `${got.length} wait`);
    assert.deepEqual(Object.keys(got.at(-1)), ["messageID", "type", "body"]);
    assert.equal(got.at(-1).messageID, last.idMessage);
  });
  await delivered(first);
  await hear("the message", (n) => n.typeWebhook === "outgoingAPIMessageReceived" && n.idMessage === first.idMessage);
  await delivered(last);
  const answer = await hear("the answer", (n) => n.typeWebhook === "incomingMessageReceived" && n.messageData.textMessageData?.textMessage === "hello");
  for (const type of ["outgoingAPIMessageReceived", "incomingMessageReceived"]) { // sent, and sent back
    const file = await hear("the file", (n) => n.typeWebhook === type && n.messageData.fileMessageData?.caption === "an upload");
    await serves(file.messageData.fileMessageData.downloadUrl);
  }
  await does("forwardMessages", [{ chatId, chatIdFrom: chatId, messages: [first.idMessage, uploaded.idMessage] }], (got) => {
    assert.equal(got.messages.length, 2);
    for (const one of got.messages) assert.match(one, id);
  });
  return { first, uploaded, answer };
}

async function journals({ first, uploaded, answer }) {
  await does("getMessage", [{ chatId, idMessage: first.idMessage }], has({ type: "outgoing", idMessage: first.idMessage, textMessage: "hello", sendByApi: true }));
  await does("getChatHistory", [{ chatId, count: 50 }], (got) => assert.ok(got.some((m) => m.idMessage === answer.idMessage)));
  await does("lastIncomingMessages", [60], (got) => assert.ok(got.some((m) => m.idMessage === answer.idMessage)));
  await does("lastOutgoingMessages", [60], (got) => assert.ok(got.some((m) => m.idMessage === first.idMessage)));
  const file = await does("downloadFile", [{ chatId, idMessage: uploaded.idMessage }], (got) => assert.match(got.downloadUrl, link));
  await serves(file.downloadUrl);
}

async function service({ first, answer }) {
  await does("readChat", [{ chatId, idMessage: answer.idMessage }], is({ setRead: true }));
  await does("getAvatar", [{ chatId }], (got) => assert.match(got.urlAvatar, link));
  await does("getContacts", [], (got) => assert.ok(Array.isArray(got)));
  await does("getContactInfo", [{ chatId }], has({ chatId, name: "Example", chatType: "user" }));
  await does("archiveChat", [{ chatId }], silence);
  await does("unarchiveChat", [{ chatId }], silence);
  await does("editMessage", [{ chatId, idMessage: first.idMessage, message: "hello, edited" }], is({ idMessage: first.idMessage }));
  await does("deleteMessage", [{ chatId, idMessage: first.idMessage }], silence);
  await does("getMessage", [{ chatId, idMessage: first.idMessage }], has({ textMessage: "hello, edited", isEdited: true, isDeleted: true }));
}

async function groups() {
  const participantChatId = chatId;
  const { chatId: groupId } = await does("createGroup", [{ groupName: "Team", chatIds: [chatId] }], (got) => {
    assert.equal(got.created, true);
    assert.match(got.chatId, /^-\d+$/);
  });
  await does("updateGroupName", [{ groupId, groupName: "The team" }], has({ updateGroupName: true }));
  await does("getGroupData", [{ groupId }], (got) => {
    has({ chatId: groupId, subject: "The team" })(got);
    assert.ok(got.participants.some((p) => p.id === chatId));
  });
  await does("removeGroupParticipant", [{ groupId, participantChatId }], has({ removeParticipant: true }));
  await does("addGroupParticipant", [{ groupId, participantChatId }], has({ addParticipant: true }));
  await does("setGroupAdmin", [{ groupId, participantChatId }], has({ setGroupAdmin: true }));
  await does("removeAdmin", [{ groupId, participantChatId }], has({ removeAdmin: true }));
  await does("setGroupPicture", [{ groupId, file: picture }], (got) => {
    has({ setGroupPicture: true })(got);
    assert.match(got.urlAvatar, link);
  });
  await does("leaveGroup", [{ groupId }], has({ leaveGroup: true }));
}

async function queue() {
  await does("setSettings", [{ delaySendMessagesMilliseconds: 600000 }], is({ saveSettings: true }));
  await does("sendMessage", [{ chatId, message: "stays" }], queued);
  await does("clearMessagesQueue", [], is({ isCleared: true }));
  await does("showMessagesQueue", [], is([]));
}

async function emptyPoll() {
  for (let polls = 0; polls < 100; polls++) {
    const begun = performance.now();
    const told = await does("receiveNotification", [1], () => {});
    if (told === null) {
      assert.ok(performance.now() - begun > 900, "an empty poll has not waited");
      return;
    }
    await does("deleteNotification", [told.receiptId], is({ result: true, reason: "" }));
  }
  assert.fail("the notifications have no end");
}

async function leaving() {
  await does("reboot", [], is({ isReboot: true }));
  await hear("the account's return", (n) => n.typeWebhook === "stateInstanceChanged" && n.stateInstance === "authorized");
  await does("logout", [], is({ isLogout: true }));
  await does("getQR", [], (got) => {
    assert.equal(got.type, "qrCode");
    assert.match(got.message, /^iVBOR/); // a PNG
  });
  heard.length = 0;
  await fetch(`${given.sandboxUrl}/scan`, { method: "POST", body: JSON.stringify({ idInstance: given.idInstance }) });
  await hear("the login", (n) => n.typeWebhook === "stateInstanceChanged" && n.stateInstance === "authorized");
}

async function partners() {
  const made = await call(partner, "createInstance", [{ name: "another" }], (got) => {
    assert.deepEqual(Object.keys(got).sort(), ["apiTokenInstance", "apiUrl", "idInstance", "typeInstance"]);
    assert.equal(typeof got.idInstance, "number");
  });
  const { idInstance } = made;
  await call(partner, "getInstances", [], (got) => assert.ok(got.some((i) => i.idInstance === idInstance && !i.deleted)));
  await call(partner, "deleteInstanceAccount", [{ idInstance }], is({ deleteInstanceAccount: true }));
}

// What WhatsApp alone has: the answer is 404, and the client tells it.
const unserved = {
  getAuthorizationCode: [79991234567],
  checkWhatsapp: [{ phoneNumber: 79991234567 }],
  setDisappearingChat: [{ chatId, ephemeralExpiration: 0 }],
  sendTextStatus: [{ message: "s" }],
  sendVoiceStatus: [{ urlFile: "https://example.com/a.mp3", fileName: "a.mp3" }],
  sendMediaStatus: [{ urlFile: "https://example.com/a.jpg", fileName: "a.jpg" }],
  deleteStatus: [{ idMessage: "1763115112345" }],
  getStatusStatistic: [{ idMessage: "1763115112345" }],
  getIncomingStatuses: [],
  getOutgoingStatuses: [],
  addContact: [{ chatId, firstName: "Ivan" }],
  editContact: [{ chatId, firstName: "Ivan" }],
  deleteContact: [{ chatId }],
};

async function refusals() {
  for (const [method, args] of Object.entries(unserved)) {
    const made = { method, unserved: true, problem: "" };
    calls.push(made);
    try {
      made.problem = `it is answered: ${JSON.stringify(await client[method](...args))}`;
    } catch (error) {
      if (!/status code 404\..*"message":"Not Found"/.test(error.message)) made.problem = error.message;
    }
  }
  await assert.rejects(client.sendMessage({ chatId: "nobody", message: "hi" }), /status code 400\..*"message":"Validation failed\. Details: 'chatId' must be one of the next formats/);
}

const methods = (of, prefix = "") => Object.getOwnPropertyNames(of.prototype).filter((name) => name !== "constructor").map((name) => prefix + name);

let stopped = "";
try {
  await account();
  const sent = await sending();
  await journals(sent);
  await service(sent);
  await groups();
  await queue();
  await emptyPoll();
  await partners();
  await refusals();
  await leaving();
} catch (error) {
  stopped = String(error.stack ?? error);
}
process.stdout.write(JSON.stringify({ methods: [...methods(GreenApiClient), ...methods(GreenApiPartnerClient, "partner.")], calls, stopped }));
