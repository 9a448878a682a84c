curl --location '{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}'
