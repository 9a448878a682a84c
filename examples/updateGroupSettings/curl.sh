curl --location '{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "-10000000000000",
    "allowParticipantsSendMessages": true,
    "allowParticipantsPinMessages": false
}'
