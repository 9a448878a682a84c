const url = '{{apiUrl}}/waInstance{{idInstance}}/getContacts/{{apiTokenInstance}}?count=100';

const response = await fetch(url);
console.log(await response.text());
