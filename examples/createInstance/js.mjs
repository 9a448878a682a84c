const url = '{{apiUrl}}/partner/createInstance/{{partnerToken}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    name: 'shop',
    delaySendMessagesMilliseconds: 3000,
  }),
});
console.log(await response.text());
