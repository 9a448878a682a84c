curl --location '{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "phoneNumber": 79876543210
}'
