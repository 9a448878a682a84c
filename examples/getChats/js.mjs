const url = '{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100';

const response = await fetch(url);
console.log(await response.text());
