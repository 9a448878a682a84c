<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
