curl --location '{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}'
