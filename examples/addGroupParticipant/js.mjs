const url = '{{apiUrl}}/waInstance{{idInstance}}/addGroupParticipant/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    participantChatId: '10000000',
  }),
});
console.log(await response.text());
