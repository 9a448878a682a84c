var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendLocation/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "nameLocation": "Restaurant",
        "address": "12 Example Street",
        "latitude": 55.75,
        "longitude": 37.61
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
