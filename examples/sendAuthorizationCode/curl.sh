curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "code": "12345"
}'
