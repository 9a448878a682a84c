const url = '{{apiUrl}}/waInstance{{idInstance}}/showMessagesQueue/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
