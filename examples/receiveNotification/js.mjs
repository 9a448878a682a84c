const url = '{{apiUrl}}/waInstance{{idInstance}}/receiveNotification/{{apiTokenInstance}}?receiveTimeout=5';

const response = await fetch(url);
console.log(await response.text());
