const url = '{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    allowParticipantsSendMessages: true,
    allowParticipantsPinMessages: false,
  }),
});
console.log(await response.text());
