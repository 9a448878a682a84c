const url = '{{apiUrl}}/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    delaySendMessagesMilliseconds: 3000,
    incomingWebhook: 'yes',
  }),
});
console.log(await response.text());
