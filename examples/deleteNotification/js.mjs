const url = '{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567';

const response = await fetch(url, { method: 'DELETE' });
console.log(await response.text());
