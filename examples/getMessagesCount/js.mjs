const url = '{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
