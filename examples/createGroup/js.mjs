const url = '{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    groupName: 'Team',
    chatIds: ['10000000'],
    type: 'supergroup',
  }),
});
console.log(await response.text());
