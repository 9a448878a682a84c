curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000",
    "urlFile": "https://sluice.example/download/4900/3f9a.pdf",
    "fileName": "a.pdf",
    "caption": "A file"
}'
