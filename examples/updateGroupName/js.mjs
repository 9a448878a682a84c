const url = '{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    groupName: 'New name',
  }),
});
console.log(await response.text());
