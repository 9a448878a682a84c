curl --location '{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}'
