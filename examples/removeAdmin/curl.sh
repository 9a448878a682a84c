curl --location '{{apiUrl}}/waInstance{{idInstance}}/removeAdmin/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}'
